import type { Settings } from '#shared/model/settings.ts';
import { useSettings } from '../stores/settings.ts';
import { useSystemLook } from '../stores/theme-key.ts';

const LAST_LOOK = 'last-look';

export interface Look {
  readonly theme: 'dark' | 'light';
  readonly contrast: 'normal' | 'high';
}

/** Before anything is drawn: the look of the last session, so that a light window does not start with a dark flash. */
export function applyLastLook(): void {
  const [theme, palette, density, contrast] = (localStorage.getItem(LAST_LOOK) ?? '').split(' ');
  const root = document.documentElement.dataset;
  if (theme === 'dark' || theme === 'light') root['theme'] = theme;
  if (palette === 'standard' || palette === 'colour-blind') root['palette'] = palette;
  if (density === 'compact' || density === 'comfortable') root['density'] = density;
  if (contrast === 'normal' || contrast === 'high') root['contrast'] = contrast;
}

/** What is shown: the settings' look, and the desktop's where they leave it to that. */
export function useLook(): Look {
  const settings = useSettings();
  const system = useSystemLook();
  return {
    theme: settings.theme !== 'system' ? settings.theme : system.isLight ? 'light' : 'dark',
    contrast: settings.highContrast || system.isHighContrast ? 'high' : 'normal',
  };
}

/** Written before the children draw, so that canvases read the new tokens. */
export function applyLook({ theme, contrast }: Look, { colourBlindPalette, density }: Settings): void {
  const root = document.documentElement.dataset;
  const palette = colourBlindPalette ? 'colour-blind' : 'standard';
  root['theme'] = theme;
  root['palette'] = palette;
  root['density'] = density;
  root['contrast'] = contrast;
  localStorage.setItem(LAST_LOOK, `${theme} ${palette} ${density} ${contrast}`);
}
