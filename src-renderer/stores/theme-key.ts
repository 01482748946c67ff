import { create } from 'zustand';
import { useSettings } from './settings.ts';

const light = window.matchMedia('(prefers-color-scheme: light)');
const contrast = window.matchMedia('(prefers-contrast: more)');
const read = () => ({ isLight: light.matches, isHighContrast: contrast.matches });

/** What the desktop asks for. */
export const useSystemLook = create(read);
for (const query of [light, contrast]) query.addEventListener('change', () => useSystemLook.setState(read()));

/** Changes when the colours do: canvases that took their colours from the tokens are drawn anew. */
export function useThemeKey(): string {
  const system = useSystemLook(({ isLight, isHighContrast }) => `${isLight} ${isHighContrast}`);
  const own = useSettings(
    ({ theme, colourBlindPalette, highContrast }) => `${theme} ${colourBlindPalette} ${highContrast}`,
  );
  return `${own} ${system}`;
}
