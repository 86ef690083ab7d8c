export { AlertsLayout as default } from '../_parts/alerts-layout'
