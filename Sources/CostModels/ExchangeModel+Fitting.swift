import Quantities

extension ExchangeModel {
  /// Fits each rate and factor so that the worst relative error is least, and the line of the
  /// network by least squares of relative errors.
  ///
  /// NVLink's two rates come from the rows of one node and of two nodes; the latter are bound by
  /// NVLink in both releases (DeepEP #285). Rows of more nodes are bound by the network: the
  /// inverse of a card's rate is linear in the inverse of its queue pairs, one line for both
  /// releases. The slowdown is that of transports beside compute over the model's alone. Of the
  /// notify kernel the shortest time seen counts: what is above it is waiting, which the simulation
  /// plays.
  ///
  /// - Throws: `CostError` with code `outOfRange` when a rate has no rows, or when the line does not
  ///   give positive rates.
  /// - Complexity: O(rows)
  public init(fitting rows: ExchangeRows) throws(CostError) {
    let local = rows.alone.filter { $0.shape.nodes == 1 }
    let forwarding = rows.alone.filter { $0.shape.nodes == 2 }
    let wide = rows.alone.filter { $0.shape.nodes > 2 }
    for (nodes, count) in [("1", local.count), ("2", forwarding.count)] where count == 0 {
      throw CostError(
        code: .outOfRange,
        detail: "no expert exchange over \(nodes) nodes among \(rows.alone.count); 1 row or more")
    }
    let line = try Self.networkLine(wide)
    let notify = rows.preparations.filter { $0.kernel == .notify }
    let transports = ExchangeModel(
      rows: rows, localNVLink: Self.meanNVLinkRate(local),
      forwardingNVLink: Self.meanNVLinkRate(forwarding),
      network: Bandwidth(bytesPerSecond: 1 / line.intercept),
      halfRateQueuePairs: line.slope / line.intercept, slowdown: 1,
      barrier: notify.map { $0.seconds / Double(Self.barriers($0.exchange)) }.min() ?? 0,
      layoutPerToken: Self.mean(rows.preparations, .layout) { Double($0.tokens) },
      castPerElement: Self.mean(rows.preparations, .cast) { Double($0.tokens * $0.hiddenSize) })
    self = transports.with(
      slowdown: Self.fairestFactor(
        rows.besideCompute.map {
          $0.seconds
            / transports.transport(
              $0.shape.traffic($0.exchange), multiprocessors: $0.multiprocessors,
              generation: $0.generation)
        }))
  }

  private static func meanNVLinkRate(_ rows: [ExchangeMeasurement]) -> Bandwidth {
    Bandwidth(
      bytesPerSecond: 1
        / fairestFactor(rows.map { $0.seconds / $0.shape.traffic($0.exchange).nvlinkBytes }))
  }

  /// The line 1 / rate = intercept + slope / queue pairs, in seconds per byte, its errors relative
  /// to the rates.
  private static func networkLine(
    _ rows: [ExchangeMeasurement]
  ) throws(CostError) -> (intercept: Double, slope: Double) {
    var (ww, wx, wxx, wy, wxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in rows {
      let rate = row.shape.traffic(row.exchange).networkBytes / row.seconds
      let inverse =
        1
        / row.generation.queuePairs(
          nodes: row.shape.nodes - 1, multiprocessors: row.multiprocessors)
      let (x, weight) = (inverse * rate, rate)
      ww += weight * weight
      wx += weight * x
      wxx += x * x
      wy += weight
      wxy += x
    }
    let determinant = ww * wxx - wx * wx
    let intercept = (wy * wxx - wxy * wx) / determinant
    let slope = (ww * wxy - wx * wy) / determinant
    guard intercept > 0, slope >= 0, slope.isFinite else {
      throw CostError(
        code: .outOfRange,
        detail: """
          \(rows.count) expert exchanges over more than 2 nodes give a network of \
          \(significant(1 / intercept, digits: 3)) B/s less \(significant(slope, digits: 3)) s/B per \
          queue pair; rows of at least 2 counts of queue pairs, faster with more, are accepted
          """)
    }
    return (intercept, slope)
  }

  private static func mean(
    _ rows: [ExchangePreparation], _ kernel: ExchangePreparation.Kernel,
    per count: (ExchangePreparation) -> Double
  ) -> Double {
    let times = rows.filter { $0.kernel == kernel }.map { $0.seconds / count($0) }
    return times.isEmpty ? 0 : times.reduce(0, +) / Double(times.count)
  }

  /// The factor of all predictions whose worst relative error is least.
  ///
  /// - Parameter ratios: Measurements over predictions with a factor of 1.
  /// - Returns: 1 of no ratios.
  private static func fairestFactor(_ ratios: [Double]) -> Double {
    guard let least = ratios.min(), let most = ratios.max() else { return 1 }
    return 2 / (1 / least + 1 / most)
  }

  private func with(slowdown: Double) -> ExchangeModel {
    ExchangeModel(
      rows: rows, localNVLink: localNVLink, forwardingNVLink: forwardingNVLink, network: network,
      halfRateQueuePairs: halfRateQueuePairs, slowdown: max(1, slowdown), barrier: barrier,
      layoutPerToken: layoutPerToken, castPerElement: castPerElement)
  }
}
