/**
 * The fields of policies and of their bindings, in the form of `FIELDS`. Source: k8s.io/api admissionregistration/v1
 * types.go, apimachinery meta/v1.
 */
export const POLICY_FIELDS = `
AuditAnnotation
  key:string! valueExpression:string!
Condition
  type:string! status:v1.ConditionStatus! observedGeneration:int64 lastTransitionTime:v1.Time! reason:string!
  message:string!
ExpressionWarning
  fieldRef:string! warning:string!
MatchCondition
  name:string! expression:string!
MatchResources
  namespaceSelector:*v1.LabelSelector objectSelector:*v1.LabelSelector resourceRules:[]v1.NamedRuleWithOperations
  excludeResourceRules:[]v1.NamedRuleWithOperations matchPolicy:*v1.MatchPolicyType
NamedRuleWithOperations
  resourceNames:[]string RuleWithOperations>operations:[]v1.OperationType Rule>apiGroups:[]string
  Rule>apiVersions:[]string Rule>resources:[]string Rule>scope:*v1.ScopeType
ParamKind
  apiVersion:string kind:string
ParamRef
  name:string namespace:string selector:*v1.LabelSelector parameterNotFoundAction:*v1.ParameterNotFoundActionType
TypeChecking
  expressionWarnings:[]v1.ExpressionWarning
ValidatingAdmissionPolicy
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta spec:v1.ValidatingAdmissionPolicySpec
  status:v1.ValidatingAdmissionPolicyStatus
ValidatingAdmissionPolicyBinding
  TypeMeta>kind:string TypeMeta>apiVersion:string metadata:v1.ObjectMeta
  spec:v1.ValidatingAdmissionPolicyBindingSpec
ValidatingAdmissionPolicyBindingSpec
  policyName:string paramRef:*v1.ParamRef matchResources:*v1.MatchResources validationActions:[]v1.ValidationAction
ValidatingAdmissionPolicySpec
  paramKind:*v1.ParamKind matchConstraints:*v1.MatchResources validations:[]v1.Validation
  failurePolicy:*v1.FailurePolicyType auditAnnotations:[]v1.AuditAnnotation matchConditions:[]v1.MatchCondition
  variables:[]v1.Variable
ValidatingAdmissionPolicyStatus
  observedGeneration:int64 typeChecking:*v1.TypeChecking conditions:[]v1.Condition
Validation
  expression:string! message:string reason:*v1.StatusReason messageExpression:string
Variable
  name:string! expression:string!
`;
