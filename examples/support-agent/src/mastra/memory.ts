import { Memory } from '@mastra/memory';

/** What is worth remembering of a customer between conversations; no addresses, numbers or order contents. */
const WORKING_MEMORY = `# Customer
- Prefers to be called:
- Language:
- Open promises we made:
`;

/** Messages are kept per conversation, the notes per customer; both live in the storage of the Mastra instance. */
export function supportMemory() {
  return new Memory({
    options: {
      lastMessages: 20,
      workingMemory: { enabled: true, scope: 'resource', template: WORKING_MEMORY },
    },
  });
}
