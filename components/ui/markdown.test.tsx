import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { Markdown } from './markdown'

/** The elements without their classes. */
function html(text: string): string {
  return renderToStaticMarkup(<Markdown text={text} />).replaceAll(/ (?:class|tabindex|rel)="[^"]*"/g, '')
}

describe('Markdown', () => {
  it.each([
    {
      name: 'paragraphs and emphasis',
      text: 'A **bold** and *quiet* word.\n\nAnother.',
      is: '<p>A <strong>bold</strong> and <em>quiet</em> word.</p><p>Another.</p>',
    },
    { name: 'lists', text: '1. one\n2. two', is: '<ol start="1"><li>one</li><li>two</li></ol>' },
    { name: 'two list items that are alike', text: '- same\n- same\n', is: '<ul><li>same</li><li>same</li></ul>' },
    { name: 'code', text: '```\n<b>\n```\nand `x < y`', is: '<pre><code>&lt;b&gt;</code></pre><p>and <code>x &lt; y</code></p>' },
    { name: 'a link', text: '[run](https://x.test/?a=1&b=2)', is: '<p><a href="https://x.test/?a=1&amp;b=2">run</a></p>' },
    { name: 'a picture as a link', text: '![graph](https://x.test/a.png)', is: '<p><a href="https://x.test/a.png">graph</a></p>' },
    { name: 'a heading at the level of its place', text: '# Top\n\n### Deep', is: '<h3>Top</h3><h4>Deep</h4>' },
    { name: 'no level left out', text: '# a\n\n#### d\n\n## b', is: '<h3>a</h3><h4>d</h4><h4>b</h4>' },
    { name: 'an escaped character', text: '\\*not\\*', is: '<p>*not*</p>' },
    { name: 'tasks', text: '- [x] done\n- [ ] open', is: '<ul><li>☑ done</li><li>☐ open</li></ul>' },
  ])('$name', ({ text, is }) => expect(html(text)).toBe(`<div>${is}</div>`))

  it('draws tables', () => {
    expect(html('| a | b |\n|---|---|\n| 1 | 2 |')).toBe(
      '<div><div><table><thead><tr><th scope="col">a</th><th scope="col">b</th></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table></div></div>',
    )
  })

  it.each([
    '<script>alert(1)</script>',
    'x <img src=x onerror=alert(1)> y',
    '[press](javascript:alert(1))',
    '[press](JaVaScRiPt:alert(1))',
    '[press](data:text/html,<script>)',
    '[press](vbscript:x)',
    '[press](//elsewhere.test)',
    '![x](javascript:alert(1))',
    '<a href="javascript:alert(1)">x</a>',
    '<javascript:alert(1)>',
    '[a]: javascript:alert(1)\n\n[a]',
    '**<svg onload=alert(1)>**',
  ])('lets nothing run: %s', (text) => {
    expect(html(text)).not.toMatch(/<(script|img|svg|iframe)|href="(?!https?:|mailto:|\/[^/]|#)/i)
  })
})
