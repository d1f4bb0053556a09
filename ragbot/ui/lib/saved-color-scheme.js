/* Before the page is drawn, and so no module: the colours that the reader chose last time. */

try {
  const scheme = localStorage.getItem("ragbot:scheme");
  if (scheme) document.documentElement.dataset.scheme = scheme;
} catch {
  // no storage: those of the system
}
