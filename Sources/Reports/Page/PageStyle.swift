/// The style sheet of a report.
enum PageStyle {
  static let css: Markup = """
    :root{--ink:#1f2933;--faint:#616e7c;--line:#dde2e8;--tint:#f4f6f8;--accent:#4477aa}
    *{box-sizing:border-box}
    body{margin:0;color:var(--ink);background:#fff;line-height:1.5;\
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
    header,main,footer{max-width:1120px;margin:0 auto;padding:0 24px}
    header{padding-top:36px}
    h1{font-size:30px;line-height:1.2;margin:0 0 6px;letter-spacing:-.01em}
    h2{font-size:19px;margin:0 0 8px;padding-top:18px;border-top:1px solid var(--line)}
    h3{font-size:15px;margin:20px 0 6px}
    header p{color:var(--faint);margin:0 0 20px;max-width:80ch}
    header .kicker{color:var(--accent);font-weight:700;letter-spacing:.08em;\
    text-transform:uppercase;font-size:12px;margin:0 0 4px}
    section{margin:26px 0}
    section>p{max-width:82ch;color:var(--faint);margin:0 0 12px}
    .answer p{color:var(--ink)}
    .answer .lead{font-size:19px;font-weight:600}
    .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:12px}
    .card{background:var(--tint);border-radius:8px;padding:14px 16px;display:flex;\
    flex-direction:column;border-left:3px solid var(--accent)}
    .card span{font-size:12px;color:var(--faint)}
    .card strong{font-size:21px;line-height:1.3;overflow-wrap:anywhere}
    .card small{color:var(--faint)}
    .scroll{overflow-x:auto;margin:12px 0}
    table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13.5px}
    .scroll table{min-width:100%}
    th,td{padding:6px 10px;text-align:right;border-bottom:1px solid var(--line);\
    white-space:nowrap}
    td.words,th.words{text-align:left}
    td.words{white-space:normal;min-width:12ch}
    thead th{font-weight:600;color:var(--faint);font-size:12px;vertical-align:bottom;\
    white-space:normal}
    tbody th{font-weight:500}
    .scroll th:first-child{position:sticky;left:0;background:#fff}
    .dense table{font-size:12.5px}
    .dense th,.dense td{padding:5px 6px}
    .ranges td small{display:block}
    tr.best th,tr.best td{font-weight:700;background:#eef3f8}
    .scroll tr.best th:first-child{background:#eef3f8}
    td small{display:inline-block;min-width:5.2ch;color:var(--faint);font-size:11.5px;\
    font-weight:400}
    figure{margin:12px 0}
    .legend{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0;margin:0 0 10px;\
    font-size:12.5px;color:var(--faint)}
    .legend i{display:inline-block;width:14px;height:12px;margin-right:6px;vertical-align:-1px}
    .frame canvas{max-width:100%}
    svg{display:block;overflow:visible}
    svg text{font-family:inherit}
    .bars .name{font-size:12.5px;fill:#1f2933}
    .bars .sum{font-size:12px;fill:#616e7c}
    .bars .limit-name{font-size:12px;fill:#1f2933;text-anchor:end}
    .bars .limit{stroke:#1f2933;stroke-width:1.5}
    .beside{display:grid;grid-template-columns:1fr 1fr;gap:8px 28px}
    .beside>*{min-width:0}
    .beside h3{margin-top:8px}
    .waterfall text{font-size:12px;fill:#1f2933}
    .waterfall .name,.waterfall .e{text-anchor:end}
    .waterfall .w{fill:#fff}
    .lines text{font-size:12px;fill:#616e7c}
    .lines .e{text-anchor:end}
    .lines .m{text-anchor:middle}
    .plot text{font-size:12px;fill:#616e7c}
    .plot .e{text-anchor:end}
    .plot .m{text-anchor:middle}
    .plot .g{stroke:#dde2e8}
    .plot .limit{stroke:#1f2933;stroke-dasharray:5 4}
    .legend .dashes{height:0;border-top:2px dashed #1f2933;vertical-align:4px}
    .waterfall .lead{stroke:#616e7c;stroke-width:1}
    .assumptions{width:100%}
    .assumptions th{min-width:16ch}
    .assumptions th,.assumptions td{vertical-align:top;white-space:normal;overflow-wrap:anywhere}
    .grade{font-size:11.5px;padding:1px 7px;border-radius:9px;white-space:nowrap;\
    border:1px solid var(--line)}
    .measured{background:#e3f1e6}.calibrated{background:#e6eef6}
    .extrapolated{background:#f6f2d8}.assumption{background:#fbe6e8}
    details{margin:6px 0}
    summary{cursor:pointer;color:var(--accent)}
    ul{padding-left:20px}
    footer{color:var(--faint);font-size:12.5px;padding-bottom:40px}
    #tip{position:fixed;pointer-events:none;background:#1f2933;color:#fff;font-size:12px;\
    padding:3px 8px;border-radius:4px;white-space:nowrap;display:none;z-index:9}
    @media(max-width:900px){
    .beside{grid-template-columns:1fr}
    }
    @media(max-width:640px){
    body{font-size:14.5px}
    header,main,footer{padding-left:14px;padding-right:14px}
    header{padding-top:20px}
    h1{font-size:24px}
    .cards{grid-template-columns:1fr 1fr;gap:8px}
    .card{padding:10px 12px}
    .card strong{font-size:17px}
    .chart .frame{display:none}
    .chart .drawn{display:block!important}
    .waterfall text{font-size:10.5px}
    .assumptions thead{display:none}
    .assumptions tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}
    .assumptions th,.assumptions td{display:block;border:0;padding:1px 0}
    .assumptions tbody th{font-weight:700}
    }
    @media print{
    *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
    body{font-size:11px}
    header,main,footer{max-width:none;padding-left:0;padding-right:0}
    figure,tr,li,.scroll,.legend,details,.card,svg{break-inside:avoid}
    h2,h3,section:not(.answer)>p,.legend{break-after:avoid}
    .scroll{overflow:visible}
    .scroll th:first-child{position:static}
    table{font-size:9px}
    th,td{padding:3px 4px}
    td small,thead th{font-size:8px}
    .dense table{font-size:8px}
    .dense th,.dense td{padding:2px 3px}
    .ranges table,.ranges td small{font-size:7px}
    .beside{display:block}
    .waterfall text{font-size:10px}
    h1{font-size:22px}
    h2{font-size:15px}
    h3{font-size:12px}
    .answer .lead{font-size:14px}
    .grade{font-size:8px}
    .cards{grid-template-columns:repeat(5,1fr);gap:6px}
    .card{padding:8px 10px}
    .card strong{font-size:15px}
    .card span,.card small{font-size:9px}
    section{margin:16px 0}
    canvas,#tip,.chart .frame{display:none!important}
    .chart .drawn{display:block!important}
    }

    """
}
