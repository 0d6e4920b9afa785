import http from 'node:http';

/** A proxy that cuts the connection in place of the first answer to one kind of call: the server has done its work, and the client cannot know. */
export async function cuttingProxy(target, method, path) {
  let cuts = 0;
  const server = http.createServer((incoming, outgoing) => {
    const forwarded = http.request(new URL(incoming.url, target), { method: incoming.method, headers: incoming.headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => {
        if (cuts === 0 && incoming.method === method && incoming.url.startsWith(path)) {
          cuts++;
          incoming.socket.destroy();
          return;
        }
        outgoing.writeHead(answer.statusCode, answer.statusMessage, answer.headers);
        outgoing.end(Buffer.concat(chunks));
      });
    });
    incoming.pipe(forwarded);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    cuts: () => cuts,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
