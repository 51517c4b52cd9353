// Shows the definition of a glossary entry beside a link to it: when the pointer rests on the link, when the
// link gets the keyboard focus, and at the first tap. The pointer can enter the tooltip, and Esc closes it.
//
// The definitions are in data.js beside this file, or in the parts that it names. They are loaded when the
// first is asked for; where that fails, the links are links as they were.

(() => {
  "use strict";

  const TIP = "#bioglossary-tooltip";
  const LINKS = `:is(a.bioglossary, a.internal:has(> .std-term)):not(${TIP} *)`;
  const REST = 80; // milliseconds on a link before it opens: a pointer that passes by opens nothing
  const STILL = 4; // pixels that a resting hand may move the pointer
  const LEAVE = 250; // milliseconds to reach the tooltip, or to come back to it
  const MARGIN = 8; // pixels between the tooltip and the edge of the window

  const STYLE = `
    ${TIP} {
      position: fixed; inset: auto; margin: 0; padding: 6px 0; border: 0; box-sizing: border-box;
      width: max-content; max-width: min(44ch, 100vw - ${2 * MARGIN}px);
      overflow: visible; background: none;
      color: var(--text); font: 1rem/1.5 sans-serif; text-align: start; transition: none;
      &:popover-open { display: flex; }
      & * { color: inherit; background: none; }
      & > div {
        overflow: auto; overscroll-behavior: contain; box-sizing: border-box; padding: .75em 1em 0;
        border: 1px solid color-mix(in srgb, var(--text) 28%, var(--surface)); border-radius: 8px;
        background: var(--surface); box-shadow: 0 6px 24px rgb(0 0 0 / .18), 0 1px 4px rgb(0 0 0 / .12);
      }
      & :is(p, ul, ol, dl, pre, table) { margin: .5em 0 0; font-size: inherit; line-height: inherit; }
      & :is(img, pre, math[display=block]) { max-width: 100%; overflow: auto hidden; }
      & .bioglossary-together { white-space: nowrap; }
      & a { color: var(--link); text-decoration: underline; }
      & .bioglossary-headword { margin: 0; font-weight: bold; }
      /* Always in view: the way to what a low window cuts off, for those who cannot scroll here. */
      & .bioglossary-more {
        position: sticky; bottom: 0; padding: .25em 0 .8em; background: var(--surface); font-size: .85em;
      }
      @media print { display: none !important; }
    }
  `;

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const root = new URL("../../", script.src).href;

  if (!("popover" in HTMLElement.prototype)) return;

  /** @type {Record<string, string>} HTML by address, seen from the root */
  const entries = {};
  /** @type {string[]} names of files */
  let parts = [];

  /** @type {Map<string, Promise<void>>} */
  const files = new Map();

  /**
   * What the data files call.
   * @param {{parts?: string[], entries?: Record<string, string>}} data
   */
  const bioglossary = (data) => {
    parts = data.parts ?? parts;
    Object.assign(entries, data.entries);
  };
  Object.assign(window, { bioglossary });

  /**
   * Load a data file once.
   * @param {string} name
   */
  function load(name) {
    const loaded = files.get(name) ?? request(new URL(name, script.src).href);
    files.set(name, loaded);
    loaded.catch(() => files.delete(name));
    return loaded;
  }

  /** @param {string} address */
  async function request(address) {
    // Parts have a version. Of other files, a script element would take an old one from the cache.
    if (/^http[^?]+$/.test(address)) {
      await fetch(address, { cache: "no-cache" }).then((response) => response.text()).catch(() => {});
    }
    await new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = resolve;
      element.onerror = reject;
      document.head.append(element);
    });
  }

  /**
   * The hash by which entries are put into parts.
   * @param {string} text
   */
  function hash(text) {
    let value = 0;
    for (const character of text) value = (value * 31 + character.charCodeAt(0)) % 65521;
    return value;
  }

  /**
   * The HTML of the entry that a link leads to; undefined if there is none, or it cannot be loaded.
   * @param {HTMLAnchorElement} link
   */
  async function definitionOf(link) {
    const url = new URL(link.href);
    const fragment = url.hash;
    url.hash = url.search = "";
    if (!fragment || !url.href.startsWith(root)) return undefined;
    try {
      await load("data.js");
      const part = parts[hash(fragment.slice(1)) % parts.length];
      if (part) await load(part);
    } catch {
      return undefined;
    }
    const page = url.href.slice(root.length);
    // A link within a page has the address under which the server gave out the page.
    const names = [page, `${page}.html`, `${page}index.html`, page.replace(/index\.html$/, "")];
    return names.map((name) => entries[name + fragment]).find(Boolean);
  }

  // --- The tooltip ----------------------------------------------------------------------------------------

  const tip = document.createElement("div");
  const box = document.createElement("div");
  tip.id = "bioglossary-tooltip";
  tip.role = "tooltip";
  tip.popover = "manual"; // above everything, and in no other element's frame
  tip.append(box);

  /** @type {HTMLAnchorElement | null} the link that the tooltip is open for */
  let opener = null;
  /** @type {HTMLAnchorElement | null} the link that was asked for last, and is the opener once all is loaded */
  let wanted = null;
  let openerLine = 0; // which of its lines the tooltip is at
  let described = ""; // by what else it is described
  /** @type {HTMLAnchorElement | null} the link that is under the pointer */
  let approached = null;
  let pointer = { x: 0, y: 0 }; // where it was seen to move on that link
  let touched = false; // whether the last thing that the reader did was a touch
  let timer = 0;
  /** @type {WeakSet<HTMLAnchorElement>} links that were asked for, and have no definition */
  const bare = new WeakSet();

  /**
   * Open the tooltip for a link.
   * @param {HTMLAnchorElement} link
   * @param {number} [y] where the reader points to
   * @returns {Promise<boolean>} whether the link has a definition
   */
  async function show(link, y = Infinity) {
    wanted = link;
    const html = await definitionOf(link);
    if (wanted !== link || opener === link) return true; // the reader has gone on meanwhile
    close();
    if (!html) {
      bare.add(link);
      return false;
    }
    bare.delete(link);
    wanted = opener = link;
    described = link.getAttribute("aria-describedby") ?? "";
    openerLine = [...link.getClientRects()].findIndex((line) => line.top <= y && y <= line.bottom);
    // Within a landmark, where those who use screen readers look for what is on the page.
    const content = link.closest("main, [role=main], article") ?? document.body;
    content.append(tip);
    paint(link, content);
    fill(html);
    tip.showPopover();
    place();
    link.setAttribute("aria-describedby", `${described} ${tip.id}`.trim());
    return true;
  }

  function close() {
    clearTimeout(timer);
    wanted = null;
    if (!opener) return;
    if (described) opener.setAttribute("aria-describedby", described);
    else opener.removeAttribute("aria-describedby");
    opener = null;
    box.replaceChildren();
    tip.remove();
  }

  /**
   * An absolute address, or "" if the address is wrong or runs code.
   * @param {string} address as seen from the root
   */
  function safe(address) {
    try {
      const { protocol, href } = new URL(address, root);
      return /script:|data:/.test(protocol) ? "" : href;
    } catch {
      return "";
    }
  }

  /**
   * Put the HTML of an entry, whose links are relative to the root, into the tooltip; no code of it runs.
   * @param {string} html
   */
  function fill(html) {
    const inert = new DOMParser().parseFromString(html, "text/html");
    for (const element of inert.querySelectorAll("*")) {
      for (const { name, value } of [...element.attributes]) {
        const address = /(href|src|action|^data)$/.test(name) && safe(value);
        if (address) element.setAttribute(name, address);
        else if (address === "" || /^on|^(srcdoc|attributename)$/i.test(name)) element.removeAttribute(name);
      }
    }
    box.replaceChildren(...inert.body.childNodes);
  }

  /** Put the tooltip below its line of the link, or above if there is more room. */
  function place() {
    if (!opener) return;
    const lines = opener.getClientRects();
    const line = lines[openerLine] ?? lines[0];
    const { clientWidth: width, clientHeight: height } = document.documentElement;
    if (!line) return close();
    // A link that got the focus may only just be scrolling into view.
    tip.style.visibility = line.bottom < 0 || line.top > height ? "hidden" : "visible";
    const below = height - line.bottom;
    const needed = tip.offsetHeight - box.clientHeight + box.scrollHeight;
    const isAbove = needed > below && line.top > below;
    tip.style.maxHeight = `${isAbove ? line.top : below}px`;
    const left = Math.min(line.left, width - tip.offsetWidth - MARGIN);
    tip.style.left = `${Math.max(left, MARGIN)}px`;
    tip.style.top = `${isAbove ? line.top - tip.offsetHeight : line.bottom}px`;
  }

  // --- Colors ---------------------------------------------------------------------------------------------

  /**
   * Red, green, blue and opacity of a CSS color, from 0 to 1.
   * @param {string} color
   */
  function channels(color) {
    tip.style.color = `color-mix(in srgb, ${color}, ${color})`; // gives numbers, also for named colors
    const numbers = getComputedStyle(tip).color.match(/[\d.]+(e-\d+)?/g) ?? [];
    tip.style.color = "";
    const [red, green, blue, opacity = 1] = numbers.map(Number);
    return [red, green, blue, opacity];
  }

  /**
   * The contrast of two opaque colors, as WCAG defines it.
   * @param {string[]} pair
   */
  function contrast(pair) {
    const [low, high] = pair
      .map((color) => {
        const [red, green, blue] = channels(color)
          .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
      })
      .sort((a, b) => a - b);
    return high / low;
  }

  /**
   * Give the tooltip the colors of the page, as far as they can be read well.
   * @param {HTMLAnchorElement} link
   * @param {Element} content
   */
  function paint(link, content) {
    const { color, fontFamily, fontSize } = getComputedStyle(content);
    /** @type {Element | null} */
    let painted = content;
    while (painted && channels(getComputedStyle(painted).backgroundColor)[3] < 1) {
      painted = painted.parentElement;
    }
    const background = painted ? getComputedStyle(painted).backgroundColor : "Canvas";
    const lifted = `color-mix(in srgb, white 5%, ${background})`; // on a dark page, shadows are not seen
    const [text, surface] = [[color, lifted], ["black", lifted], ["white", lifted]]
      .find((pair) => contrast(pair) >= 7) ?? ["black", "white"];
    // A link under the pointer has a color of its own, often a fainter one.
    const linked = getComputedStyle(content.querySelector(`${LINKS}:not(:hover)`) ?? link).color;
    tip.style.setProperty("--text", text);
    tip.style.setProperty("--surface", surface);
    tip.style.setProperty("--link", contrast([linked, surface]) >= 7 ? linked : text);
    tip.style.fontFamily = fontFamily;
    tip.style.fontSize = `calc(${fontSize} * .94)`;
  }

  // --- The reader -----------------------------------------------------------------------------------------

  /**
   * What an event happened on: a glossary link, or what else is asked for.
   * @param {Event} event
   * @returns {HTMLAnchorElement | null}
   */
  function closest({ target }, selector = LINKS) {
    return target instanceof Element ? target.closest(selector) : null;
  }

  /**
   * @param {() => void} action
   * @param {number} delay
   */
  function later(action, delay) {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  }

  function closeUnlessHeld() {
    const held = ":hover, :focus-visible, :has(:focus-visible)";
    // What a finger has opened, another tap closes; browsers move a mouse that is not there, too.
    if (!touched && !opener?.matches(held) && !tip.matches(held)) close();
  }

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    approached = closest(event);
    pointer = { x: Infinity, y: Infinity };
    if (approached ? approached === wanted : closest(event, TIP)) clearTimeout(timer);
    else later(closeUnlessHeld, LEAVE);
  });

  // What is under the pointer can also change without it: when the page scrolls, or the tooltip closes.
  document.addEventListener("pointermove", ({ clientX: x, clientY: y }) => {
    const link = approached;
    if (!link || link === wanted || Math.hypot(x - pointer.x, y - pointer.y) <= STILL) return;
    pointer = { x, y };
    later(() => {
      touched = false;
      show(link, y);
    }, REST);
  });

  document.documentElement.addEventListener("pointerleave", () => {
    approached = null;
    later(closeUnlessHeld, LEAVE);
  });

  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType === "touch";
    approached = null;
    if (!closest(event, TIP) && closest(event) !== wanted) close();
  });

  document.addEventListener("click", (event) => {
    if (closest(event, `${TIP} a`)) return close(); // it may lead to a place on this page
    const link = closest(event);
    if (!link) return;
    if (!touched || script.dataset.touch === "link" || link === wanted) return close();
    event.preventDefault();
    show(link, event.clientY).then((shown) => {
      if (shown) return;
      touched = false;
      link.click();
    });
  });

  document.addEventListener("focusin", (event) => {
    const link = closest(event);
    if (!link?.matches(":focus-visible")) return;
    clearTimeout(timer);
    show(link);
  });

  document.addEventListener("focusout", () => later(closeUnlessHeld, LEAVE));

  document.addEventListener("keydown", (event) => {
    touched = false;
    if (event.key !== "Escape") return;
    approached = null;
    if (closest(event, TIP)) opener?.focus();
    close();
  });

  // Other tooltips, such as those of sphinx-tippy and the link previews of Read the Docs, listen to these on
  // the links themselves. They do not open where ours does.
  for (const type of ["mouseenter", "mouseleave", "focus", "blur"]) {
    document.addEventListener(type, (event) => {
      const link = closest(event);
      if (link && !bare.has(link)) event.stopPropagation();
    }, { capture: true });
  }

  document.addEventListener("scroll", (event) => closest(event, TIP) || place(), { capture: true });
  window.addEventListener("resize", place);

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  document.adoptedStyleSheets.push(sheet);
})();
