// A small query editor: runs operations over HTTP or, for subscriptions, as server-sent events, and shows the schema's types.
const field = (id) => document.getElementById(id);
let watching;

function headers(accept) {
  const token = field('token').value.trim();
  const all = { 'content-type': 'application/json', accept };
  return token ? { ...all, authorization: `Bearer ${token}` } : all;
}

function show(value) {
  field('answer').textContent = JSON.stringify(value, null, 2);
}

async function run() {
  watching?.abort();
  const query = field('query').value;
  try {
    const body = JSON.stringify({ query, variables: JSON.parse(field('variables').value || '{}') });
    if (/^\s*subscription\b/m.test(query)) return await watch(body);
    const answer = await fetch('/graphql', { method: 'POST', body, headers: headers('application/graphql-response+json, application/json') });
    show(await answer.json());
  } catch (error) {
    if (error.name !== 'AbortError') field('answer').textContent = String(error);
  }
}

async function watch(body) {
  watching = new AbortController();
  const answer = await fetch('/graphql/stream', { method: 'POST', body, headers: headers('text/event-stream'), signal: watching.signal });
  if (!answer.ok) return show(await answer.json());
  let waiting = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    const events = (waiting + chunk).split('\n\n');
    waiting = events.pop();
    for (const event of events) {
      const data = event.split('\n').find((line) => line.startsWith('data: '))?.slice(6);
      if (data) show(JSON.parse(data));
    }
  }
}

async function explore() {
  const text = await (await fetch('/docs/schema.graphql')).text();
  const blocks = text.split(/\n\n(?=(?:"""|directive|enum|input|interface|scalar|schema|type|union))/);
  for (const block of blocks) {
    const name = /^(?:enum|input|interface|scalar|type|union) (\w+)/m.exec(block)?.[1];
    if (!name) continue;
    const item = document.createElement('li');
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => { field('type').textContent = block; });
    item.append(button);
    field('types').append(item);
  }
}

field('run').addEventListener('click', run);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
});
field('types').closest('details').addEventListener('toggle', explore, { once: true });
