import { useSettings } from './settings.ts';

/** Changes when the colours do: canvases that took their colours from the tokens are drawn anew. */
export function useThemeKey(): string {
  return useSettings(({ theme, colourBlindPalette }) => `${theme} ${colourBlindPalette}`);
}
