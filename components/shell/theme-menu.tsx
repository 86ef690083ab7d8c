'use client'

import { Monitor, Moon, Sun } from 'lucide-react'
import { Menu } from '../ui/menu'
import { type Theme, themes } from './preferences'
import { useFrame } from './shell-frame'

/** The three themes by name and icon. */
export const themeChoices: Record<Theme, { label: string; Icon: typeof Sun }> = {
  system: { label: 'As the device', Icon: Monitor },
  light: { label: 'Light', Icon: Sun },
  dark: { label: 'Dark', Icon: Moon },
}

/** Light, dark or as the device has it. */
export function ThemeMenu() {
  const { theme, chooseTheme } = useFrame()
  const { Icon } = themeChoices[theme]
  return (
    <Menu
      label="Theme"
      width="square"
      items={themes.map((value) => {
        const { label, Icon: ItemIcon } = themeChoices[value]
        return { kind: 'command', label, icon: <ItemIcon aria-hidden="true" />, current: value === theme, onSelect: () => chooseTheme(value) }
      })}
    >
      <Icon aria-hidden="true" />
    </Menu>
  )
}
