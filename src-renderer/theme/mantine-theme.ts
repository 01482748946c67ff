import {
  Button,
  Checkbox,
  createTheme,
  type CSSVariablesResolver,
  Input,
  type MantineColorsTuple,
  Modal,
  Tooltip,
} from '@mantine/core';

const ONE_SHADE = (token: string): MantineColorsTuple => Array(10).fill(`var(${token})`) as never;

const ladder = (...tokens: string[]) =>
  tokens.map((token) => `var(--${token})`) as unknown as MantineColorsTuple;

/** Mantine's ladders of greys: from text to ground in the dark scheme, from ground to text in the light one. */
const DARK = ladder(
  'text',
  'text',
  'muted',
  'muted',
  'line',
  'raised',
  'raised',
  'panel',
  'ground',
  'ground',
);
const LIGHT = ladder('ground', 'raised', 'raised', 'line', 'line', 'muted', 'muted', 'muted', 'text', 'text');

/** Mantine drawn with the tokens of theme.css: its own palette is never seen. */
export const mantineTheme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  primaryColor: 'accent',
  primaryShade: 5,
  colors: {
    accent: ONE_SHADE('--accent'),
    loss: ONE_SHADE('--loss'),
    neutral: ONE_SHADE('--muted'),
    dark: DARK,
    gray: LIGHT,
  },
  defaultRadius: 'sm',
  radius: { xs: 'var(--radius)', sm: 'var(--radius)', md: 'var(--radius)', lg: 'var(--radius)' },
  fontSizes: { xs: '11px', sm: '12px', md: '12px', lg: '14px', xl: '16px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  shadows: { xs: 'none', sm: 'var(--shadow)', md: 'var(--shadow)', lg: 'var(--shadow)', xl: 'var(--shadow)' },
  respectReducedMotion: true,
  cursorType: 'default',
  components: {
    Button: Button.extend({
      defaultProps: { size: 'xs', variant: 'default' },
      vars: () => ({
        root: {
          '--button-height': 'var(--control-height)',
          '--button-fz': 'var(--font-size)',
          '--button-padding-x': '10px',
        },
      }),
    }),
    Input: Input.extend({
      vars: () => ({
        wrapper: {
          '--input-height': 'var(--control-height)',
          '--input-fz': 'var(--font-size)',
          '--input-padding': '8px',
          '--input-size': 'var(--control-height)',
        },
      }),
    }),
    InputWrapper: Input.Wrapper.extend({
      vars: () => ({
        label: { '--input-label-size': 'var(--font-size)', '--input-asterisk-color': 'var(--loss)' },
        description: { '--input-description-size': 'var(--font-size-small)' },
        error: { '--input-error-size': 'var(--font-size-small)' },
        success: { '--input-success-size': 'var(--font-size-small)' },
      }),
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs' } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        transitionProps: { duration: 0 },
        overlayProps: { backgroundOpacity: 0.5 },
      },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        multiline: true,
        maw: 320,
        withArrow: false,
        transitionProps: { duration: 0 },
      },
    }),
    Select: {
      defaultProps: { comboboxProps: { transitionProps: { duration: 0 } }, allowDeselect: false, size: 'xs' },
    },
  },
});

const shared = {
  '--mantine-color-body': 'var(--panel)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--loss)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'color-mix(in srgb, var(--raised), var(--text) 8%)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-disabled': 'var(--raised)',
  '--mantine-color-disabled-color': 'var(--muted)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-accent-filled': 'var(--accent)',
  '--mantine-color-accent-filled-hover': 'color-mix(in srgb, var(--accent), var(--text) 15%)',
  '--mantine-color-accent-light': 'var(--accent-wash)',
  '--mantine-color-loss-filled': 'var(--loss)',
  '--mantine-color-loss-light': 'var(--loss-wash)',
  '--mantine-primary-color-contrast': 'var(--on-accent)',
};

export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: shared,
  dark: shared,
});
