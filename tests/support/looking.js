// What is wrong with the page that is open, asked in one go: each journey from the test into the page costs more than
// most of the answers. `tests/support/pages.py` puts this beside axe, ahead of the page's own scripts.
window.looking = (() => {
  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
  const beginning = (one) => one.outerHTML.slice(0, 100);
  const related = (one, other) => one.contains(other) || other.contains(one);

  // The page as it is before anybody touches it; a smooth journey to its top would be painted while axe looks.
  function rest() {
    document.activeElement?.blur();
    scrollTo({top: 0, left: 0, behavior: "instant"});
  }

  // One line for each rule of axe that the page breaks; what it keeps is neither gathered nor sent.
  async function broken(tags) {
    const {violations} = await axe.run(document, {runOnly: tags, reporter: "no-passes", preload: false, iframes: false});
    return violations.map(({id, help, nodes}) => `${id}: ${help} – ${nodes[0].html.slice(0, 120)} (${nodes.length})`);
  }

  // A line when the page must be scrolled sideways.
  function sideways() {
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    if (over <= 0) return [];
    const widest = [...document.body.querySelectorAll("*")]
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll")).slice(-1);
    return [`${over} px wider than the window: ${widest.map(beginning)}`];
  }

  // A line for each control that is hidden behind something when it has the focus (2.4.11).
  function covered() {
    const found = [];
    for (const one of document.querySelectorAll(CONTROLS)) {
      if (!one.checkVisibility({visibilityProperty: true}) || one.tabIndex < 0) continue;
      one.focus();
      one.scrollIntoView({block: "nearest", behavior: "instant"});
      if (document.activeElement !== one || [...one.getClientRects()].some((line) => seen(one, line))) continue;
      const box = one.getBoundingClientRect();
      const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
      const y = Math.min(Math.max(box.top + Math.min(box.height / 2, 20), 1), innerHeight - 1);
      const top = document.elementFromPoint(x, y);
      if (top && !related(one, top)) found.push(`focus is covered: ${beginning(one)}`);
    }
    return found;
  }

  function seen(one, line) {
    const there = document.elementFromPoint(line.left + line.width / 2, line.top + line.height / 2);
    return there && related(one, there);
  }

  // What no longer fits when text is twice as large; nothing of it is painted.
  function enlarged() {
    const root = document.documentElement;
    const before = root.getAttribute("style");
    root.style.fontSize = "200%";
    const found = sideways().map((line) => `at 200% text ${line}`);
    if (before === null) root.removeAttribute("style");
    else root.setAttribute("style", before);
    return found;
  }

  async function all(tags, twice) {
    rest();
    const found = [...await broken(tags), ...sideways(), ...covered()];
    rest();
    return twice ? [...found, ...enlarged()] : found;
  }

  return {all, sideways};
})();
