/** Which view is shown: the chat, the archive or the feed. The fragment of the address names it: "#archive?q=storm". */

/**
 * @param links the links to the views, each with the fragment of its view
 * @param mains `{fragment: {main, show}}`; `show(query)` is called with the part after "?" each time a view is shown
 * @param left is called when the reader goes to another view
 */
export function switchViews(links, mains, left) {
  let before = null;
  const follow = () => {
    const [wanted, query] = split(location.hash);
    const name = Object.hasOwn(mains, wanted) ? wanted : "";
    if (before !== null && before !== name) left();
    before = name;
    for (const [each, { main }] of Object.entries(mains)) main.hidden = each !== name;
    for (const link of links) link.setAttribute("aria-current", split(link.hash)[0] === name ? "page" : "false");
    document.body.dataset.view = name || "ask";
    mains[name].show?.(new URLSearchParams(query));
  };
  window.addEventListener("hashchange", follow);
  follow();
}

function split(fragment) {
  const [, name, query] = /^#?([^?]*)\??(.*)$/s.exec(fragment);
  return [name, query];
}
