import ClusterModels
import CostModels
import Quantities
import TransformerModels

extension Fixture {
  /// Exchanges that take half as long again beside compute, with barriers, layouts and casts.
  static func contendedExchanges() throws -> Calibration {
    let experts = Architecture.Experts(
      routed: 16, shared: 0, active: 4, intermediateSize: 1, groups: 4, keptGroups: 2)
    func shape(nodes: Int) -> ExchangeShape {
      ExchangeShape(
        ranks: 4 * nodes, ranksPerNode: 4, tokens: 2_048, hiddenSize: 2_048, experts: experts)
    }
    func alone(
      _ generation: KernelGenerations.Exchanges, nodes: Int, rate: Double
    ) -> ExchangeMeasurement {
      ExchangeMeasurement(
        generation: generation, exchange: .dispatch, shape: shape(nodes: nodes),
        multiprocessors: 20, counted: nodes == 1 ? .nvlink : .network, bytesPerSecond: rate,
        source: "chosen for tests")
    }
    let local = alone(.current, nodes: 1, rate: 150e9)
    func prepared(
      _ kernel: ExchangePreparation.Kernel, _ exchange: ExpertExchange
    ) -> ExchangePreparation {
      ExchangePreparation(
        kernel: kernel, exchange: exchange, place: .training, tokens: 2_048, hiddenSize: 2_048,
        seconds: 1e-4, source: "chosen for tests")
    }
    return try Calibration(
      fitting: CalibrationRows(
        name: accelerator.name, multiprocessors: accelerator.streamingMultiprocessors,
        exchanges: ExchangeRows(
          links: .init(
            nvlink: Bandwidth(bytesPerSecond: 160e9), network: Bandwidth(bytesPerSecond: 40e9)),
          alone: [
            local, alone(.current, nodes: 2, rate: 40e9), alone(.first, nodes: 4, rate: 40e9),
            alone(.current, nodes: 4, rate: 50e9),
          ],
          besideCompute: [
            ContendedExchange(
              generation: .current, exchange: .dispatch, shape: local.shape, multiprocessors: 20,
              seconds: 1.5 * local.seconds, source: "chosen for tests")
          ],
          preparations: [
            prepared(.notify, .dispatch), prepared(.layout, .dispatch),
            prepared(.cast, .gradientDispatch),
          ])))
  }
}
