/** All of admission that commands need; loaded as one chunk, and only when there is a policy. */
export { answerWithPolicies } from './answer.ts';
export { readPolicies } from './policy-set.ts';
export { typeCheckPolicy } from './type-checking.ts';
