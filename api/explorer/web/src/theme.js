// Light, dark, or as the system has it; the choice is kept in this browser alone.
const KEY = 'theme'
const NEXT = { auto: 'dark', dark: 'light', light: 'auto' }
const NAMES = { auto: 'Theme: as the system', dark: 'Theme: dark', light: 'Theme: light' }

function kept() {
  try {
    return localStorage.getItem(KEY) ?? 'auto'
  } catch {
    return 'auto'
  }
}

function apply(theme) {
  if (theme === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

export function rememberedTheme() {
  apply(kept())
}

export function offerThemes(where) {
  if (!where) return
  const button = document.createElement('button')
  button.type = 'button'
  button.id = 'theme'
  let theme = kept()
  button.textContent = NAMES[theme]
  button.addEventListener('click', () => {
    theme = NEXT[theme]
    try {
      localStorage.setItem(KEY, theme)
    } catch {
      // It then holds for this page.
    }
    button.textContent = NAMES[theme]
    apply(theme)
  })
  where.append(button)
}
