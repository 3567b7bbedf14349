import { App } from 'cdk8s';
import { DepthChart } from './depth-chart';

const app = new App();
new DepthChart(app, 'depth');
app.synth();
