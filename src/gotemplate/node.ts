/** The nodes of a parsed template. Source: Go text/template/parse/node.go. */
import { quote } from '../kubernetes/go/strings.ts';
import type { NumberLiteral } from './literal.ts';
import type { TemplateSource } from './text.ts';

/** A parsed template. */
export interface Tree {
  readonly name: string;
  /** The text that it is a part of. */
  readonly source: TemplateSource;
  readonly root: ListNode;
}

interface At {
  readonly pos: number;
}

/** The whole `{{…}}`. */
interface Delimited {
  readonly start: number;
  readonly end: number;
}

export interface ListNode extends At {
  readonly kind: 'list';
  readonly nodes: Node[];
}

export interface TextNode extends At {
  readonly kind: 'text';
  readonly text: string;
}

export interface ActionNode extends At, Delimited {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}

export interface PipeNode extends At {
  readonly kind: 'pipe';
  readonly assigns: boolean;
  readonly decl: readonly VariableNode[];
  readonly commands: CommandNode[];
}

export interface CommandNode extends At {
  readonly kind: 'command';
  readonly args: Operand[];
}

export interface IdentifierNode extends At {
  readonly kind: 'identifier';
  readonly name: string;
}

export interface VariableNode extends At {
  readonly kind: 'variable';
  readonly ident: readonly string[];
}

export interface FieldNode extends At {
  readonly kind: 'field';
  readonly ident: readonly string[];
}

export interface ChainNode extends At {
  readonly kind: 'chain';
  readonly node: Operand;
  readonly fields: readonly string[];
}

export interface DotNode extends At {
  readonly kind: 'dot';
}

export interface NilNode extends At {
  readonly kind: 'nil';
}

export interface BoolNode extends At {
  readonly kind: 'bool';
  readonly value: boolean;
}

export interface NumberNode extends At, NumberLiteral {
  readonly kind: 'number';
  readonly text: string;
}

export interface StringNode extends At {
  readonly kind: 'string';
  readonly quoted: string;
  readonly text: string;
}

export interface BranchNode extends At, Delimited {
  readonly kind: 'if' | 'with' | 'range';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}

export interface TemplateNode extends At, Delimited {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}

export interface JumpNode extends At {
  readonly kind: 'break' | 'continue';
}

/** An end or else, which ends a list and is in no tree. */
export interface MarkNode extends At {
  readonly kind: 'end' | 'else';
}

/** What can be an argument. */
export type Operand =
  | IdentifierNode
  | VariableNode
  | FieldNode
  | ChainNode
  | DotNode
  | NilNode
  | BoolNode
  | NumberNode
  | StringNode
  | PipeNode;

export type Node =
  ListNode | TextNode | ActionNode | CommandNode | Operand | BranchNode | TemplateNode | JumpNode | MarkNode;

/** The node as Go prints it in error messages. */
export function showNode(node: Node): string {
  switch (node.kind) {
    case 'list':
      return node.nodes.map(showNode).join('');
    case 'text':
      return node.text;
    case 'action':
      return `{{${showNode(node.pipe)}}}`;
    case 'pipe': {
      const declared = node.decl.map(showNode).join(', ');
      const commands = node.commands.map(showNode).join(' | ');
      return declared === '' ? commands : `${declared}${node.assigns ? ' = ' : ' := '}${commands}`;
    }
    case 'command':
      return node.args.map(showOperand).join(' ');
    case 'identifier':
      return node.name;
    case 'variable':
      return node.ident.join('.');
    case 'field':
      return `.${node.ident.join('.')}`;
    case 'chain':
      return [showOperand(node.node), ...node.fields].join('.');
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'if':
    case 'with':
    case 'range': {
      const otherwise = node.elseList === undefined ? '' : `{{else}}${showNode(node.elseList)}`;
      return `{{${node.kind} ${showNode(node.pipe)}}}${showNode(node.list)}${otherwise}{{end}}`;
    }
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${showNode(node.pipe)}`}}}`;
    default:
      return `{{${node.kind}}}`;
  }
}

function showOperand(node: Operand): string {
  return node.kind === 'pipe' ? `(${showNode(node)})` : showNode(node);
}

/** Whether a tree holds nothing but space. Source: parse.IsEmptyTree. */
export function isEmptyTree(node: Node): boolean {
  if (node.kind === 'list') return node.nodes.every(isEmptyTree);
  return node.kind === 'text' && node.text.trim() === '';
}
