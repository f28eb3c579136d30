// One stream of server-sent events. The browser reconnects by itself, with the id of the last message; after an error that
// it gives up on, a new stream is opened with that id.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;

export function openSource(url, onMessage, onStatus) {
  let lastId = '';
  let pause = FIRST_PAUSE;
  let source;
  let ended = false;

  function open() {
    if (ended) {
      return;
    }
    source = new EventSource(lastId ? url + '?after=' + encodeURIComponent(lastId) : url);
    source.onopen = () => {
      pause = FIRST_PAUSE;
      onStatus('open');
    };
    source.onmessage = (event) => {
      lastId = event.lastEventId;
      onMessage(JSON.parse(event.data));
    };
    source.onerror = () => {
      onStatus('lost');
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(open, pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    };
  }

  open();
  return () => {
    ended = true;
    source.close();
  };
}
