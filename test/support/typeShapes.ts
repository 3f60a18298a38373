// Types as data, read from the sources: what kinds a union has, and what stands in each. For tests that compare code with
// documents.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** The members of a union of object types by their `kind`, `reason` or `type`, each with its fields as written. */
export type Shapes = Map<string, string[]>;

/** @param names of type aliases in that file, whose unions are read together */
export function shapesOf(file: string, ...names: string[]): Shapes {
  const source = parse(file);
  const shapes: Shapes = new Map();
  for (const statement of source.statements) {
    if (ts.isTypeAliasDeclaration(statement) && names.includes(statement.name.text))
      collect(statement.type, shapes);
  }
  return shapes;
}

/** The fields of an interface. */
export function fieldsOf(file: string, name: string): string[] {
  const found = parse(file).statements.find(
    (statement): statement is ts.InterfaceDeclaration =>
      ts.isInterfaceDeclaration(statement) && statement.name.text === name,
  );
  if (!found) throw new Error(`no interface ${name} in ${file}`);
  return found.members.filter(ts.isPropertySignature).map((member) => member.name.getText());
}

/** Changes when a type or a constant of these files does, and not when a comment or a function's body does. */
export function hashOfShapes(files: string[]): string {
  const printer = ts.createPrinter({ removeComments: true });
  const hash = createHash('sha256');
  for (const file of files) {
    const source = parse(file);
    for (const statement of source.statements) {
      if (!isShape(statement)) continue;
      hash.update(printer.printNode(ts.EmitHint.Unspecified, statement, source).replaceAll(/\s+/g, ' '));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

function isShape(statement: ts.Statement): boolean {
  return (
    ts.isTypeAliasDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    (ts.isVariableStatement(statement) && statement.declarationList.declarations.every(isPlain))
  );
}

/** Not functions: how something is done is no shape. */
function isPlain({ initializer }: ts.VariableDeclaration): boolean {
  return initializer !== undefined && !ts.isArrowFunction(initializer) && !ts.isNewExpression(initializer);
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
}

function collect(type: ts.TypeNode, shapes: Shapes): void {
  if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type))
    type.types.forEach((one) => collect(one, shapes));
  if (ts.isParenthesizedTypeNode(type)) collect(type.type, shapes);
  if (!ts.isTypeLiteralNode(type)) return;
  const fields = type.members.filter(ts.isPropertySignature);
  const tag = fields.find((field) => ['kind', 'reason', 'type'].includes(field.name.getText()));
  if (!tag?.type || !ts.isLiteralTypeNode(tag.type) || !ts.isStringLiteral(tag.type.literal)) return;
  const others = fields.filter((field) => field !== tag).map((field) => field.name.getText());
  shapes.set(tag.type.literal.text, others);
}
