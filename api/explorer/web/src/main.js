// The pages are whole without this script. It adds a slider, charts drawn from what the page holds, suggestions, and saving.
import { drawSpans } from './spans.js'
import { drawNetwork } from './network.js'
import { slideMap } from './map.js'
import { offerSaving } from './save.js'
import { suggest } from './suggest.js'
import { offerThemes, rememberedTheme } from './theme.js'
import { tryAgain } from './again.js'
import { reachable } from './reachable.js'

rememberedTheme()
document.addEventListener('DOMContentLoaded', () => {
  const held = document.getElementById('data')
  const data = held ? JSON.parse(held.textContent) : null
  offerThemes(document.querySelector('.top'))
  suggest(document.getElementById('q'), (field) => field.form.requestSubmit())
  document.querySelectorAll('[data-suggest]').forEach((field) => suggest(field))
  if (document.getElementById('map')) slideMap(data)
  if (document.getElementById('spans') && data) drawSpans(document.getElementById('spans'), data)
  if (document.getElementById('network') && data) drawNetwork(document.getElementById('network'), data)
  offerSaving()
  reachable()
  tryAgain(document.getElementById('again'))
})
