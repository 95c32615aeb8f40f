extension PageScript {
  /// Makes a Chart.js configuration of bars that begin where others end, with their texts beside them.
  static let waterfall = """
      const beside = (bars) => ({
        id: "beside",
        afterDatasetsDraw(chart) {
          const { ctx, scales: { x, y } } = chart;
          ctx.save();
          ctx.textBaseline = "middle";
          ctx.font = "12px " + Chart.defaults.font.family;
          bars.forEach((bar, index) => {
            const [start, end] = [bar.from, bar.to].sort((a, b) => a - b);
            const after = bar.place === "after";
            ctx.textAlign = after ? "left" : "right";
            ctx.fillStyle = bar.place === "inside" ? "#fff" : "#1f2933";
            const place = x.getPixelForValue(bar.place === "before" ? start : end);
            ctx.fillText(bar.text, place + (after ? 5 : -5), y.getPixelForValue(index) + 1);
          });
          ctx.restore();
        },
      });
      const waterfall = ({ bars, unit }) => ({
        type: "bar",
        data: {
          labels: bars.map((bar) => bar.label),
          datasets: [
            {
              data: bars.map((bar) => bar.ground ? [0, Math.min(bar.from, bar.to)] : null),
              backgroundColor: bars.map((bar) => bar.ground ?? "transparent"),
            },
            {
              data: bars.map((bar) => [bar.from, bar.to]),
              backgroundColor: bars.map((bar) => bar.colour), minBarLength: 1,
            },
          ].map((set) => ({ ...set, grouped: false, barPercentage: 0.8, categoryPercentage: 0.9 })),
        },
        options: {
          indexAxis: "y", animation: false, maintainAspectRatio: false,
          interaction: { mode: "index", axis: "y", intersect: false },
          scales: {
            x: { min: 0, title: { display: true, text: unit } },
            y: { grid: { display: false }, ticks: { autoSkip: false, color: "#1f2933" } },
          },
          plugins: {
            legend: { display: false },
            tooltip: {
              filter: (item) => item.datasetIndex === 1,
              callbacks: { label: (item) => bars[item.dataIndex].text },
            },
          },
        },
        plugins: [beside(bars)],
      });
    """
}
