/** A hidden window draws no frames: there it is done after this time. */
const HIDDEN_MS = 200;

/** Does something right before the next frame is drawn, when the page has heard of all scrolling until then. Returns how to call it off. */
export function beforeNextFrame(run: () => void): () => void {
  const cancel = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
  const once = () => {
    cancel();
    run();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_MS);
  return cancel;
}
