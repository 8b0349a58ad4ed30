import { createInterface } from 'node:readline/promises';
import { RequestContext } from '@mastra/core/request-context';
import { mastra } from './mastra/index.js';
import type { Session } from './mastra/session.js';

/** A conversation on the terminal: `npm run chat -- CUSTOMER`. Whoever sits here is also the one who approves. */
const customerId = process.argv[2];
if (customerId === undefined) {
  console.error('usage: npm run chat -- CUSTOMER');
  process.exit(2);
}

const agent = mastra.getAgent('support');
const requestContext = new RequestContext<Session>([['customerId', customerId]]);
const memory = { resource: customerId, thread: `chat-${crypto.randomUUID()}` };
const terminal = createInterface({ input: process.stdin, output: process.stdout });

type Reply = Awaited<ReturnType<typeof agent.stream>>;

async function show(reply: Reply): Promise<void> {
  for await (const chunk of reply.fullStream) {
    if (chunk.type === 'text-delta') process.stdout.write(chunk.payload.text);
    if (chunk.type === 'tool-call-approval') return decide(reply.runId, chunk.payload);
  }
  process.stdout.write('\n');
}

async function decide(
  runId: string,
  call: { toolCallId: string; toolName: string; args: unknown },
): Promise<void> {
  console.log(`\n${call.toolName} asks for approval:\n${JSON.stringify(call.args, null, 2)}`);
  const answer = await terminal.question('approve? (y, or say why not) ');
  const which = { runId, toolCallId: call.toolCallId, requestContext, memory };
  return show(
    answer.trim().toLowerCase() === 'y'
      ? await agent.approveToolCall(which)
      : await agent.declineToolCall({ ...which, reason: answer }),
  );
}

for (;;) {
  const message = await terminal.question('> ');
  if (message.trim() === '') break;
  await show(await agent.stream(message, { memory, requestContext }));
}
terminal.close();
process.exit(0);
