/// The script of a report: names under the pointer, and charts where Chart.js is at hand.
enum PageScript {
  static let javascript = Markup(utf8: Array(source.utf8))

  private static let source = """
    "use strict";
    (() => {
      const tip = document.body.appendChild(document.createElement("div"));
      tip.id = "tip";
      const digits = (value) => String(Number(value.toPrecision(4)));
      const slotsOf = new WeakMap();
      const slots = (bar) => {
        if (!slotsOf.has(bar)) {
          slotsOf.set(bar, bar.dataset.slots.split(";").filter(Boolean).map((slot) => {
            const [x, width, name] = slot.split(",");
            return { from: Number(x), to: Number(x) + Number(width), name };
          }));
        }
        return slotsOf.get(bar);
      };
      const show = (event) => {
        const bar = event.target.closest("rect[data-slots]");
        if (!bar) { tip.style.display = "none"; return; }
        const box = bar.getBoundingClientRect();
        const units = Number(bar.getAttribute("width"));
        const x = (event.clientX - box.left) / box.width * units;
        const slot = slots(bar).find((slot) => x >= slot.from && x < slot.to);
        const { total, unit } = bar.closest(".pipelines").dataset;
        const time = (value) => digits(value / units * Number(total)) + " " + unit;
        tip.textContent = "rank " + bar.dataset.rank + ": " + (slot
          ? slot.name + " at " + time(slot.from) + " for " + time(slot.to - slot.from)
          : "no action at " + time(x));
        tip.style.display = "block";
        const left = Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 6);
        tip.style.left = Math.max(6, left) + "px";
        tip.style.top = Math.max(4, event.clientY - 30) + "px";
      };
      for (const picture of document.querySelectorAll(".pipelines")) {
        for (const name of ["pointermove", "pointerdown"]) picture.addEventListener(name, show);
        picture.addEventListener("pointerleave", () => { tip.style.display = "none"; });
      }
      addEventListener("beforeprint", () => {
        for (const details of document.querySelectorAll("details")) details.open = true;
      });
      if (typeof Chart === "undefined") return;
      const limitLine = (limit, name) => ({
        id: "limit",
        afterDatasetsDraw(chart) {
          const x = chart.scales.x.getPixelForValue(limit);
          const { ctx, chartArea } = chart;
          ctx.save();
          ctx.setLineDash([4, 3]);
          ctx.lineWidth = 1.5;
          ctx.strokeStyle = "#1f2933";
          ctx.beginPath();
          ctx.moveTo(x, chartArea.top);
          ctx.lineTo(x, chartArea.bottom);
          ctx.stroke();
          ctx.fillStyle = "#1f2933";
          ctx.textAlign = "right";
          ctx.fillText(name, x - 4, chartArea.top - 4);
          ctx.restore();
        },
      });
      const stacked = (data) => ({
        type: "bar",
        data: {
          labels: data.labels,
          datasets: data.parts.map((part) => ({
            label: part.label, data: part.values, backgroundColor: part.colour,
            barPercentage: 0.8, categoryPercentage: 0.9,
          })),
        },
        options: {
          indexAxis: "y", animation: false, maintainAspectRatio: false,
          interaction: { mode: "index", axis: "y", intersect: false },
          scales: {
            x: {
              stacked: true, suggestedMax: data.limit ? data.limit * 1.05 : undefined,
              title: { display: true, text: data.unit },
            },
            y: { stacked: true, grid: { display: false } },
          },
          plugins: {
            legend: { align: "start", labels: { boxWidth: 14, boxHeight: 12 } },
            // Room between the legend and the chart for the name of the limit.
            subtitle: {
              display: Boolean(data.limit), text: " ", padding: 0, weight: 1, font: { size: 10 },
            },
            tooltip: {
              callbacks: {
                label: (item) => item.dataset.label + ": "
                  + item.raw.toFixed(data.decimals) + " " + data.unit,
              },
            },
          },
        },
        plugins: data.limit ? [limitLine(data.limit, data.limitName)] : [],
      });
    \(waterfall)
      for (const figure of document.querySelectorAll(".chart")) {
        const data = JSON.parse(figure.dataset.chart);
        const frame = document.createElement("div");
        frame.className = "frame";
        frame.style.cssText = "position:relative;height:" + figure.dataset.height + "px";
        const canvas = frame.appendChild(document.createElement("canvas"));
        figure.appendChild(frame);
        figure.querySelector(".drawn").style.display = "none";
        new Chart(canvas, data.bars ? waterfall(data) : stacked(data));
      }
    })();

    """
}
