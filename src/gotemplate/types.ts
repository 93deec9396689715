/** Which values Go takes for a parameter. Source: reflect.Type.AssignableTo, text/template canBeNil. */
import { ANY_MAP, Bool, Dict, Float, Int, isNative, Str, typeName, type ParamType, type Value } from './value.ts';

/** Whether a value can be given for a parameter as it is. */
export function assignable(value: Value, type: ParamType): boolean {
  switch (type) {
    case 'any':
    case 'value':
      return true;
    case 'string':
      return value instanceof Str;
    case 'bool':
      return value instanceof Bool;
    case 'float64':
      return value instanceof Float;
    case 'int':
    case 'int64':
    case 'uint32':
      return value instanceof Int && value.type === type;
    case ANY_MAP:
      // A defined type of the same map can be given for it.
      return value instanceof Dict && (value.type === ANY_MAP || !value.type.startsWith('map['));
    default:
      return isNative(value) && typeName(value) === type;
  }
}

/** True where nil can be given for a parameter. Undefined where it cannot. */
export function nilOf(type: ParamType): true | undefined {
  return type === 'any' || type === 'value' || type.startsWith('map[') || type.startsWith('*') ? true : undefined;
}
