// Reads Bicep files with tree-sitter and prints their declarations as JSON, for the tests: node bicep.cjs FILE...
// The grammar knows templates only: in a .bicepparam file each `param NAME = VALUE` is read as the `var` that it looks like.
const { readFileSync } = require('node:fs');
const Parser = require('web-tree-sitter');

const kinds = {
  metadata_declaration: 'metadata', module_declaration: 'module', output_declaration: 'output', parameter_declaration: 'param',
  resource_declaration: 'resource', type_declaration: 'type', user_defined_function: 'func', variable_declaration: 'var',
};
const unquoted = node => node.text.slice(1, -1);

function errors(node, found = []) {
  if (node.type === 'ERROR' || node.isMissing) found.push(`line ${node.startPosition.row + 1}: ${node.text.slice(0, 60) || node.type}`);
  for (const child of node.children) errors(child, found);
  return found;
}

function decorators(node) {
  return node.namedChildren.map(each => {
    const call = each.firstNamedChild;
    return { name: call.firstNamedChild.text, argument: call.lastNamedChild.firstNamedChild?.text ?? '' };
  });
}

// The first body of a declaration: behind a condition, within a loop, or bare.
const body = node => node.descendantsOfType('object')[0];

function read(node, before, parent) {
  const target = node.namedChildren.find(child => child.type === 'string');
  const name = target && unquoted(target);
  const resource = node.type === 'resource_declaration'
    ? (parent && !name.includes('@') ? parent.replace('@', `/${name}@`) : name) : undefined;
  // The grammar wraps a resource within a resource into a property.
  const members = (body(node)?.namedChildren ?? []).filter(child => child.type === 'object_property').map(child => child.firstChild);
  const found = {
    kind: kinds[node.type],
    name: node.namedChildren[0].text,
    decorators: before,
    target: resource ?? name ?? '',
    isExisting: node.type === 'resource_declaration' && /\bexisting\s*=/.test(node.text.split('{')[0]),
    properties: members.filter(member => member.type !== 'resource_declaration').map(member => member.text),
    line: node.startPosition.row + 1,
    text: node.text,
  };
  return [found, ...members.filter(member => member.type === 'resource_declaration').flatMap(member => read(member, [], resource))];
}

async function main() {
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Parser.Language.load(require.resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')));
  const files = process.argv.slice(2).map(path => {
    const text = readFileSync(path, 'utf8');
    const root = parser.parse(path.endsWith('.bicepparam') ? text.replace(/^param /gm, 'var ') : text).rootNode;
    const declarations = [];
    let before = [];
    for (const node of root.namedChildren) {
      if (node.type === 'decorators') before = decorators(node);
      else if (node.type !== 'comment') {
        if (kinds[node.type]) declarations.push(...read(node, before));
        before = [];
      }
    }
    return { path, errors: errors(root), declarations };
  });
  process.stdout.write(JSON.stringify(files));
}

main();
