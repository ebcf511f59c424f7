// A client of Osaurus, written from the description of its guide and from nothing else: enumerate
// the subdirectories, keep what runs with an address and a port, connect to the most recent one.
//
// node reader.js FOREST prints a line for each subdirectory of FOREST: its name, a tab, the URL.
'use strict';

const fs = require('fs');
const path = require('path');

function read(directory) {
  const said = JSON.parse(fs.readFileSync(path.join(directory, 'configuration.json'), 'utf8'));
  if (said.health !== 'running' || !said.address || !said.port) return null;
  const date = Date.parse(said.updatedAt);
  return {
    url: said.url || `http://${said.address}:${said.port}`,
    time: Number.isNaN(date) ? fs.statSync(directory).mtimeMs : date,
  };
}

function discover(runtime) {
  let newest = null;
  for (const item of fs.readdirSync(runtime, { withFileTypes: true })) {
    if (!item.isDirectory()) continue;
    try {
      const instance = read(path.join(runtime, item.name));
      if (instance && (!newest || instance.time > newest.time)) newest = instance;
    } catch {
      // malformed entries are skipped
    }
  }
  return newest;
}

const forest = process.argv[2];
for (const tree of fs.readdirSync(forest).sort()) {
  const instance = discover(path.join(forest, tree));
  console.log(`${tree}\t${instance ? instance.url : ''}`);
}
