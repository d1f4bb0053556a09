/** A list of things that an operator changes and deletes: each change is told, and shown; nothing goes before it is asked for twice. */

/** @import { Announce, WordsFor } from "../lib/types" */

/**
 * What is common to such lists. `change` and `remove` send to the server, `refresh` reads the list again and draws it,
 * `changed` lets others know; the focus goes to `title` when a thing is gone, and what went wrong into `trouble`.
 * @template C
 * @param {{
 *   title: HTMLElement, trouble: HTMLElement, wordsFor: WordsFor, announce: Announce,
 *   draw: () => void, refresh: () => Promise<void>, changed?: () => void,
 *   change: (id: string, change: C) => Promise<unknown>, remove: (id: string) => Promise<unknown>,
 * }} list
 */
export function changeableList({ title, trouble, wordsFor, announce, draw, refresh, changed, change, remove }) {
  /** @type {string | null} */
  let asking = null; // the id of the thing that is about to be deleted

  /**
   * Ask whether it is to be deleted, or no more; the focus goes to the button with that id.
   * @param {string | null} id
   * @param {string} focused
   */
  function ask(id, focused) {
    asking = id;
    draw();
    document.getElementById(focused)?.focus({ preventScroll: true });
  }

  /**
   * Whether the thing was changed; `words` tell it.
   * @param {string} id
   * @param {C} to
   * @param {string} words
   */
  const set = (id, to, words) => act(() => change(id, to), words);

  /**
   * @param {string} id
   * @param {string} words
   */
  async function forget(id, words) {
    asking = null;
    await act(() => remove(id), words);
    title.focus({ preventScroll: true });
  }

  /**
   * Whether it went well. A refusal is told, and what is shown stays as it is.
   * @param {() => Promise<unknown>} send
   * @param {string} words
   */
  async function act(send, words) {
    try {
      await send();
      announce(words);
      await refresh();
      changed?.();
      return true;
    } catch (error) {
      trouble.textContent = wordsFor(error);
      draw();
      return false;
    }
  }

  return { asking: () => asking, ask, set, forget };
}
