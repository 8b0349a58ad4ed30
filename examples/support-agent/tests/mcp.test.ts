import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig } from '../src/config.js';
import { supportMcp, supportServers } from '../src/mastra/mcp.js';

const required = { ORDERS_URL: 'http://127.0.0.1:8080', ORDERS_TOKEN: 't' };

test('the handbook server of the lockfile starts and offers its tools', async () => {
  const mcp = supportMcp(readConfig(required));
  try {
    const { tools, errors } = await mcp.listToolsWithErrors({ perServerTimeoutMs: 10_000 });
    assert.deepEqual(errors, {});
    const read = tools['handbook_read_text_file'];
    assert.ok(read?.execute, `a tool to read a page is among ${Object.keys(tools).join(', ')}`);
  } finally {
    await mcp.disconnect();
  }
});

test('the handbook server sees nothing of our environment', () => {
  const { handbook } = supportServers(readConfig(required));
  assert.ok(handbook);
  assert.equal(handbook.inheritDefaultEnv, false);
  assert.equal(handbook.env, undefined);
});

test('a remote server is held to its host and asks before each call', () => {
  const { knowledge } = supportServers(
    readConfig({
      ...required,
      KNOWLEDGE_MCP_URL: 'https://knowledge.example/mcp',
      KNOWLEDGE_MCP_TOKEN: 'k',
    }),
  );
  assert.deepEqual(knowledge?.allowedHosts, ['knowledge.example']);
  assert.equal(knowledge?.requireToolApproval, true);
  assert.equal(knowledge?.forwardInstructions, false);
});

test('the environment is checked at the start, every variable at once', () => {
  assert.throws(() => readConfig({ KNOWLEDGE_MCP_URL: 'http://knowledge.example' }), {
    message: /KNOWLEDGE_MCP_URL[^]*ORDERS_URL|ORDERS_URL[^]*KNOWLEDGE_MCP_URL/,
  });
  assert.equal(readConfig({ ...required, KNOWLEDGE_MCP_URL: '' }).KNOWLEDGE_MCP_URL, undefined);
});
