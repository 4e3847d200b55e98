// Writes what the pages load into ../static: the script, the style, and the map as paths. The same input gives the same bytes.
import { build } from 'esbuild'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { csvParse } from 'd3-dsv'
import { geoArea, geoCentroid, geoEqualEarth, geoPath } from 'd3-geo'
import { feature } from 'topojson-client'

const OUT = process.argv[2] ?? new URL('../static/', import.meta.url).pathname
const WIDTH = 960
const HEIGHT = 440
const MARGIN = 2
const ANTARCTICA = '010'

mkdirSync(OUT, { recursive: true })
const script = await build({
  entryPoints: { explorer: 'src/main.js' },
  absWorkingDir: new URL('.', import.meta.url).pathname,
  bundle: true,
  format: 'iife',
  minify: true,
  target: 'es2020',
  legalComments: 'none',
  metafile: true,
  outdir: OUT,
})
await build({
  entryPoints: { explorer: 'src/explorer.css' },
  absWorkingDir: new URL('.', import.meta.url).pathname,
  bundle: true,
  minify: true,
  target: 'es2020',
  outdir: OUT,
})
writeFileSync(`${OUT}/licences.txt`, licences(Object.keys(script.metafile.inputs)))
copyFileSync(new URL('src/icon.svg', import.meta.url), `${OUT}/icon.svg`)
writeFileSync(`${OUT}/world.json`, JSON.stringify(world()) + '\n')

// Countries as paths, and as points those that the coarse drawing leaves out. Ids are ours; null for what we have no country for.
function world() {
  const ours = idOfOurs()
  const coarse = shapes('countries-110m.json').filter((one) => one.id !== ANTARCTICA)
  const drawn = new Set(coarse.map((one) => one.id))
  const projection = geoEqualEarth().fitExtent(
    [[MARGIN, MARGIN], [WIDTH - MARGIN, HEIGHT - MARGIN]],
    { type: 'FeatureCollection', features: coarse },
  )
  const path = geoPath(projection).digits(1)
  return {
    width: WIDTH,
    height: HEIGHT,
    shapes: coarse
      .map((one) => ({ id: ours(one), name: one.properties.name, path: path(one) }))
      .sort((one, other) => one.name.localeCompare(other.name, 'en')),
    points: shapes('countries-50m.json')
      .filter((one) => one.id && one.id !== ANTARCTICA && !drawn.has(one.id))
      .map((one) => ({ id: ours(one), name: one.properties.name, at: projection(geoCentroid(largest(one))).map(rounded) }))
      .sort((one, other) => one.name.localeCompare(other.name, 'en')),
  }
}

// Borders name countries by the numbers of ISO 3166-1; what has none there is found by its name.
function idOfOurs() {
  const rows = csvParse(readFileSync(new URL('../../../data/countries.csv', import.meta.url), 'utf8'))
  const byNumber = new Map(rows.filter((row) => row.numeric && row.kind !== 'historic_state').map((row) => [row.numeric, row.id]))
  const byName = new Map(rows.filter((row) => !row.numeric).map((row) => [row.name, row.id]))
  return (one) => (one.id ? byNumber.get(one.id) : byName.get(one.properties.name)) ?? null
}

// The licences of all that went into the script, and of the borders.
function licences(inputs) {
  const packages = inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean)
  const folder = (name) => new URL(`node_modules/${name}/`, import.meta.url)
  return [...new Set([...packages, 'world-atlas'])]
    .sort()
    .map((name) => {
      const about = JSON.parse(readFileSync(new URL('package.json', folder(name)), 'utf8'))
      return `${name} ${about.version}\n\n${readFileSync(new URL('LICENSE', folder(name)), 'utf8').trim()}\n`
    })
    .join('\n\n')
}

function shapes(file) {
  const require = createRequire(import.meta.url)
  const topology = JSON.parse(readFileSync(require.resolve(`world-atlas/${file}`), 'utf8'))
  return feature(topology, topology.objects.countries).features
}

// The largest island of a country, so that the point lies on land.
function largest(one) {
  if (one.geometry.type !== 'MultiPolygon') return one
  const parts = one.geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates }))
  return parts.reduce((most, part) => (geoArea(part) > geoArea(most) ? part : most))
}

function rounded(number) {
  return Math.round(number * 10) / 10
}
