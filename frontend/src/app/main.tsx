import '@/shared/csp';
import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './tokens.css';
import './base.css';
import './app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { fetchWords } from '@/shared/i18n';
import { App } from './App';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
void fetchWords().finally(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
