internal import Quantities

extension ModelSummary {
  /// The summary for people: a few aligned tables, without a final line break.
  public var text: String {
    var sections = [shapeLines, parameterLines, flopLines, cacheLines]
    if !publishedFigures.isEmpty { sections.append(publishedLines) }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var shapeLines: [String] {
    let model = architecture
    var lines = [
      "\(model.name): \(model.family), \(model.layers) layers of width \(grouped(model.hiddenSize)), "
        + "vocabulary \(grouped(model.vocabularySize))"
    ]
    switch model.attention {
    case .grouped(let heads, let keyValueHeads, let headSize, _):
      lines.append(
        "  attention  \(model.keyValueCacheKind.rawValue), \(heads) heads of \(headSize), "
          + "\(keyValueHeads) for keys and values")
    case .latent(let heads, let queryRank, let keyValueRank, _, let ropeSize, _):
      let query = queryRank.map { "query rank \($0)" } ?? "queries not compressed"
      lines.append(
        "  attention  MLA, \(heads) heads, \(query), key-value rank \(keyValueRank) + \(ropeSize)")
    }
    if let experts = model.experts {
      let sparse = (0..<model.layers).count { model.hasExperts(layer: $0) }
      lines.append(
        "  experts    \(experts.routed) routed, \(experts.active) a token, "
          + "\(experts.shared) shared, in \(sparse) layers"
          + (experts.groups > 1
            ? "; \(experts.keptGroups) of \(experts.groups) groups a token" : ""))
    }
    return lines
  }

  private var parameterLines: [String] {
    let whole = Double(parameters.total)
    let (scale, letter) = whole < 1e9 ? (1e6, "M") : (1e9, "B")
    let scaled = { (count: Int) in
      fixed(Double(count) / scale, decimals: 3, grouped: true) + letter
    }
    var rows = [["parameters", "total", "share", "a token meets"]]
    rows += parameters.components.filter { $0.total > 0 }.map {
      [
        "  " + $0.component.title, scaled($0.total), percent(Double($0.total) / whole),
        scaled($0.active),
      ]
    }
    rows.append(["  all", scaled(parameters.total), "", scaled(parameters.active)])
    rows.append(
      ["  without the embedding", "", "", scaled(parameters.activeWithoutEmbedding)])
    if architecture.multiTokenPredictionModules > 0 {
      rows.append(
        [
          "  multi-token prediction adds", scaled(parameters.multiTokenPrediction), "",
          scaled(parameters.activeMultiTokenPrediction),
        ])
    }
    return aligned(rows)
  }

  private var flopLines: [String] {
    let gigaflops = { (causal: Bool, prediction: Bool) in
      fixed(
        trainingFLOPsPerToken(causal: causal, multiTokenPrediction: prediction) / 1e9, decimals: 1,
        grouped: true) + " GFLOP"
    }
    var rows = [
      ["training FLOPs a token, sequence \(grouped(sequenceLength))", "causal", "full square"],
      ["  main model", gigaflops(true, false), gigaflops(false, false)],
    ]
    if architecture.multiTokenPredictionModules > 0 {
      rows.append(["  with multi-token prediction", gigaflops(true, true), gigaflops(false, true)])
    }
    return aligned(rows)
  }

  private var cacheLines: [String] {
    let own = Double(keyValueCacheBytesPerToken.count)
    return aligned(
      [["key-value cache a token, \(bytesPerValue) bytes a value", "bytes", "of this model's"]]
        + keyValueCaches.map {
          [
            "  \($0.kind.rawValue)"
              + ($0.kind == architecture.keyValueCacheKind ? ", this model" : ""),
            grouped(Int($0.bytesPerToken.count)),
            fixed(Double($0.bytesPerToken.count) / own, decimals: 2) + "x",
          ]
        })
  }

  private var publishedLines: [String] {
    let rows =
      [["published", "there", "here", "source"]]
      + publishedFigures.map {
        [
          "  " + $0.quantity.title, $0.quantity.written($0.value),
          $0.quantity.written(value(of: $0.quantity)), $0.source,
        ]
      }
    let notes = publishedFigures.filter { !$0.note.isEmpty }.map { "  " + $0.note }
    return aligned(rows, textColumns: [0, 3]) + notes
  }
}

extension ParameterCounts.Component {
  fileprivate var title: String {
    switch self {
    case .denseMLP: "dense MLP"
    case .sharedExperts: "shared experts"
    case .routedExperts: "routed experts"
    case .embedding, .attention, .gates, .norms, .head: rawValue
    }
  }
}
