import { type ECharts, init } from "echarts/core";
import { onMounted, onUnmounted, type Ref, watch, type WatchSource } from "vue";

/** A chart in `box` that is drawn anew whenever `data` or the room it has changes, and goes with its component. */
export function useChart(box: Ref<HTMLElement | null>, data: WatchSource, draw: (chart: ECharts) => void): void {
  let chart: ECharts | null = null;
  let observer: ResizeObserver | null = null;

  const redraw = () => {
    if (chart) draw(chart);
  };
  onMounted(() => {
    chart = init(box.value!);
    observer = new ResizeObserver(() => {
      chart?.resize();
      redraw();
    });
    observer.observe(box.value!);
    redraw();
  });
  onUnmounted(() => {
    observer?.disconnect();
    chart?.dispose();
  });
  watch(data, redraw);
}
