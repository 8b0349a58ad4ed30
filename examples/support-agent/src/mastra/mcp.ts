import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { MCPClient, type MastraMCPServerDefinition } from '@mastra/mcp';
import type { Config } from '../config.js';

/**
 * The MCP servers the agent may use.
 *
 * `handbook` is a child process of the version in our lockfile, never fetched at start, that sees one folder and none
 * of our environment. `knowledge` is another team's server: only its own host is ever contacted, each of its tools asks
 * a person first, and its instructions stay out of our prompt.
 */
export function supportServers(config: Config): Record<string, MastraMCPServerDefinition> {
  const servers: Record<string, MastraMCPServerDefinition> = {
    handbook: {
      command: process.execPath,
      args: [filesystemServer(), resolve('handbook')],
      inheritDefaultEnv: false,
      timeout: 10_000,
      requireToolApproval: ({ toolName }) => !/^(read|list|search|get)_/.test(toolName),
    },
  };
  if (config.KNOWLEDGE_MCP_URL !== undefined) {
    const url = new URL(config.KNOWLEDGE_MCP_URL);
    servers['knowledge'] = {
      url,
      allowedHosts: [url.host],
      requestInit: config.KNOWLEDGE_MCP_TOKEN
        ? { headers: { authorization: `Bearer ${config.KNOWLEDGE_MCP_TOKEN}` } }
        : {},
      timeout: 10_000,
      requireToolApproval: true,
      forwardInstructions: false,
    };
  }
  return servers;
}

export function supportMcp(config: Config) {
  return new MCPClient({ id: 'support-agent', servers: supportServers(config) });
}

function filesystemServer() {
  const manifest = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/server-filesystem/package.json',
  );
  return join(dirname(manifest), 'dist', 'index.js');
}
