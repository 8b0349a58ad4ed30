import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { OrdersClient } from '../src/orders/client.js';
import { kettle } from './support.js';

/** Runs `body` against a real server on the loopback address that answers with `listener`. */
async function withService(listener: RequestListener, body: (url: string) => Promise<void>) {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  try {
    await body(`http://127.0.0.1:${(server.address() as AddressInfo).port}/shop`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('asks for the order with the token and returns it', async () => {
  const seen: unknown[] = [];
  await withService(
    (request, response) => {
      seen.push([request.method, request.url, request.headers.authorization]);
      response.setHeader('content-type', 'application/json').end(JSON.stringify(kettle));
    },
    async (url) => {
      const client = new OrdersClient({ url, token: 'test-token' });
      assert.deepEqual(await client.find('SO-10442'), kettle);
    },
  );
  assert.deepEqual(seen, [['GET', '/shop/v1/orders/SO-10442', 'Bearer test-token']]);
});

test('an unknown order is undefined', async () => {
  await withService(
    (_, response) => response.writeHead(404).end(),
    async (url) => {
      assert.equal(await new OrdersClient({ url, token: 't' }).find('SO-1'), undefined);
    },
  );
});

test('a failure, a redirect and an answer of another shape are errors', async () => {
  const answers: [RequestListener, RegExp][] = [
    [(_, response) => response.writeHead(503).end(), /answered 503/],
    [(_, response) => response.writeHead(302, { location: '/elsewhere' }).end(), /fetch failed/],
    [(_, response) => response.end(JSON.stringify({ ...kettle, status: 'lost' })), /status/],
  ];
  for (const [listener, message] of answers) {
    await withService(listener, async (url) => {
      await assert.rejects(new OrdersClient({ url, token: 't' }).find('SO-10442'), message);
    });
  }
});

test('a service that hangs is given up on', async () => {
  await withService(
    () => undefined,
    async (url) => {
      const client = new OrdersClient({ url, token: 't', timeoutMs: 50 });
      await assert.rejects(client.find('SO-10442'), { name: 'TimeoutError' });
    },
  );
});
