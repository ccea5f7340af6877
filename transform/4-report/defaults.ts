// Defaults: initializers of an exported function's parameters -> what a host passes where its caller leaves them out.
// Only what is the same at every call can be told: literals, with a sign or without. Anything else is computed by the program at
// each call, in its own terms; the host refuses to guess it.

import {
  LiteralKind, NodeKind, Token, TypeFlags, type Expression, type Function as AscFunction, type LiteralExpression, type StringLiteralExpression, type Type,
  type UnaryPrefixExpression,
} from "assemblyscript";

/** As the contract writes a default: `value` (64-bit integers as decimal text), or neither where the program computes it. */
export type Default = { readonly value: number | string | boolean } | { readonly computed: true };

const COMPUTED: Default = { computed: true };
/** One for each parameter, null where it must be passed; undefined when all must be. */
export function defaultsOf(fn: AscFunction): readonly (Default | null)[] | undefined {
  const { parameters } = fn.prototype.functionTypeNode;
  const defaults = parameters.map(({ initializer }, index) => initializer && defaultOf(initializer, fn.signature.parameterTypes[index]!));
  return defaults.some(Boolean) ? defaults : undefined;
}

function defaultOf(node: Expression, type: Type): Default {
  if (node.kind === NodeKind.True || node.kind === NodeKind.False) return type.isBooleanValue ? { value: node.kind === NodeKind.True } : COMPUTED;
  if (isLiteral(node, LiteralKind.String)) return { value: (node as StringLiteralExpression).value };
  const isNegative = node.kind === NodeKind.UnaryPrefix && (node as UnaryPrefixExpression).operator === Token.Minus;
  const digits = isNegative ? (node as UnaryPrefixExpression).operand : node;
  if (type.isBooleanValue || !type.isNumericValue) return COMPUTED;
  const text = digits.range.toString().replaceAll("_", "");
  if (isLiteral(digits, LiteralKind.Integer)) {
    const value = isNegative ? -BigInt(text) : BigInt(text);
    if (type.isFloatValue) return floatOf(Number(value));
    const wrapped = type.is(TypeFlags.Signed) ? BigInt.asIntN(type.size, value) : BigInt.asUintN(type.size, value);
    return { value: type.size > 32 ? String(wrapped) : Number(wrapped) };
  }
  if (isLiteral(digits, LiteralKind.Float) && type.isFloatValue) return floatOf(isNegative ? -Number(text) : Number(text));
  return COMPUTED;
}

/** JSON has no infinity and no negative zero. */
function floatOf(value: number): Default {
  return Number.isFinite(value) && !Object.is(value, -0) ? { value } : COMPUTED;
}

function isLiteral(node: Expression, kind: LiteralKind): boolean {
  return node.kind === NodeKind.Literal && (node as LiteralExpression).literalKind === kind;
}
