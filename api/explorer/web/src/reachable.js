// What can be scrolled can be reached by the keyboard.
export function reachable() {
  for (const table of document.querySelectorAll('main table')) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0
}
