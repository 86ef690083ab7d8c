import { Lexer, type MarkedToken, type Token } from 'marked'
import { createElement, Fragment, type ReactNode } from 'react'
import { keyboardScrollable } from './scroll-region'

interface MarkdownProps {
  text: string
  /** Level that its topmost heading gets in the page's outline. */
  level?: 2 | 3 | 4
}

/**
 * Markdown (GitHub's) that somebody wrote, as elements. HTML in it stands there as text, addresses are links only when
 * they are http, https, mailto or of this site, and pictures are links to them: nothing that is written here runs or
 * loads anything. Use it on the server, so that the browser is not sent the parser.
 */
export function Markdown({ text, level = 3 }: MarkdownProps) {
  const tokens = new Lexer({ gfm: true }).lex(text)
  const levels = headingLevels(tokens, level)
  return <div className="max-w-[68ch] space-y-3 break-words">{many(tokens, (token) => block(token, levels))}</div>
}

/** Elements in a row; they never move, so that they need no keys. */
function many(tokens: readonly Token[], element: (token: MarkedToken) => ReactNode): ReactNode {
  // Without extensions the lexer makes no other tokens than these.
  return createElement(Fragment, null, ...(tokens as MarkedToken[]).map(element))
}

/** No heading is more than one level below the one before it, whatever was written. */
function headingLevels(tokens: readonly Token[], top: number): Map<Token, number> {
  const headings = (tokens as MarkedToken[]).filter((token) => token.type === 'heading')
  const depths = [...new Set(headings.map(({ depth }) => depth))].sort((a, b) => a - b)
  let before = top - 1
  return new Map(
    headings.map((heading) => {
      before = Math.min(top + depths.indexOf(heading.depth), before + 1, 6)
      return [heading, before]
    }),
  )
}

function block(token: MarkedToken, levels: Map<Token, number>): ReactNode {
  switch (token.type) {
    case 'heading':
      return createElement(`h${levels.get(token) ?? 6}`, { className: 'pt-1 font-semibold' }, many(token.tokens, inline))
    case 'paragraph':
      return <p>{many(token.tokens, inline)}</p>
    case 'text':
      return token.tokens ? many(token.tokens, inline) : token.text
    case 'blockquote':
      return <blockquote className="space-y-3 border-l-2 border-border pl-3 text-text-muted">{many(token.tokens, (one) => block(one, levels))}</blockquote>
    case 'code':
      return (
        <pre {...keyboardScrollable} className="overflow-x-auto rounded-md bg-surface-muted p-3 font-mono text-xs leading-5">
          <code>{token.text}</code>
        </pre>
      )
    case 'list':
      return createElement(
        token.ordered ? 'ol' : 'ul',
        { className: `${token.ordered ? 'list-decimal' : 'list-disc'} space-y-1 pl-5`, ...(token.ordered && token.start ? { start: token.start } : {}) },
        ...token.items.map((item) =>
          createElement(
            'li',
            null,
            item.task ? (item.checked ? '☑ ' : '☐ ') : null,
            many(item.tokens, (one) => block(one, levels)),
          ),
        ),
      )
    case 'table':
      return (
        <div {...keyboardScrollable} className="overflow-x-auto">
          <table className="border-separate border-spacing-0 text-sm">
            <thead>
              <tr>{createElement(Fragment, null, ...token.header.map((cell) => cellOf(cell.tokens, 'th')))}</tr>
            </thead>
            <tbody>
              {createElement(Fragment, null, ...token.rows.map((row) => createElement('tr', null, ...row.map((cell) => cellOf(cell.tokens, 'td')))))}
            </tbody>
          </table>
        </div>
      )
    case 'hr':
      return <hr />
    case 'html':
      return token.text.trim() ? <p className="whitespace-pre-wrap">{token.text.trimEnd()}</p> : null
    case 'space':
    case 'def':
      return null
    default:
      return inline(token)
  }
}

function cellOf(tokens: readonly Token[], tag: 'th' | 'td'): ReactNode {
  return createElement(
    tag,
    { className: `border-b border-border px-3 py-1.5 text-left align-top${tag === 'th' ? ' font-medium' : ''}`, ...(tag === 'th' ? { scope: 'col' } : {}) },
    many(tokens, inline),
  )
}

function inline(token: MarkedToken): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong className="font-semibold">{many(token.tokens, inline)}</strong>
    case 'em':
      return <em>{many(token.tokens, inline)}</em>
    case 'del':
      return <del>{many(token.tokens, inline)}</del>
    case 'codespan':
      return <code className="rounded-sm bg-surface-muted px-1 font-mono text-[0.9em]">{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return linkTo(token.href, many(token.tokens, inline))
    case 'image':
      return linkTo(token.href, token.text || token.href)
    case 'text':
      return token.tokens ? many(token.tokens, inline) : token.text
    case 'escape':
      return token.text
    default:
      return token.raw
  }
}

function linkTo(href: string, words: ReactNode): ReactNode {
  if (!/^(https?:\/\/|mailto:|\/(?!\/)|#)/i.test(href)) return words
  return (
    <a href={href} rel="noreferrer nofollow" className="text-accent underline underline-offset-2">
      {words}
    </a>
  )
}
