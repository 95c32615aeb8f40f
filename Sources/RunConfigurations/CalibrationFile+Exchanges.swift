internal import CostModels
internal import Quantities
internal import TransformerModels

extension CalibrationFile {
  /// Reads the links that the measured exchanges ran over, as a cluster's file describes them.
  static func exchangeLinks(_ field: Field) throws(ConfigurationError) -> ExchangeRows.Links {
    enum Key: String, CaseIterable { case nvlink, network }
    let fields = try Fields(field, keys: Key.self)
    let rates = Bandwidth(bytesPerSecond: 1e6)...Bandwidth(bytesPerSecond: 1e15)
    return ExchangeRows.Links(
      nvlink: try fields[.nvlink].quantity(rates), network: try fields[.network].quantity(rates))
  }

  /// Columns of both tables of exchanges; each has its own last ones.
  private enum Column: String, CaseIterable {
    case generation, exchange, ranks, ranksPerNode, tokens, hiddenSize, experts, active, groups
    case keptGroups
    case multiprocessors = "SMs"
    case counted, gigabytesPerSecond, microseconds, source
  }

  /// Reads a row of a table of bandwidths of exchanges alone.
  static func exchange(_ row: Field) throws(ConfigurationError) -> ExchangeMeasurement {
    let fields = try Fields(row, keys: Column.self)
    let counted = try fields[.counted].choice(of: ExchangeMeasurement.Counted.self)
    let shape = try shape(fields)
    guard counted == .nvlink || shape.ranks > shape.ranksPerNode else {
      throw ConfigurationError(
        code: .inconsistent,
        detail: "\(printable(path: row.path)):\(row.line): counted network within one node of "
          + "\(shape.ranksPerNode) ranks; nvlink is accepted")
    }
    return ExchangeMeasurement(
      generation: try fields[.generation].choice(of: KernelGenerations.Exchanges.self),
      exchange: try fields[.exchange].choice(of: ExpertExchange.self), shape: shape,
      multiprocessors: try fields[.multiprocessors].int(1...4096), counted: counted,
      bytesPerSecond: 1e9 * (try positive(fields[.gigabytesPerSecond])),
      source: try fields[.source].text())
  }

  /// Reads a row of a table of times of exchanges beside compute.
  static func contendedExchange(_ row: Field) throws(ConfigurationError) -> ContendedExchange {
    let fields = try Fields(row, keys: Column.self)
    return ContendedExchange(
      generation: try fields[.generation].choice(of: KernelGenerations.Exchanges.self),
      exchange: try fields[.exchange].choice(of: ExpertExchange.self), shape: try shape(fields),
      multiprocessors: try fields[.multiprocessors].int(1...4096),
      seconds: try seconds(fields[.microseconds]), source: try fields[.source].text())
  }

  /// Reads a row of a table of kernels that run before a transport.
  static func exchangePreparation(_ row: Field) throws(ConfigurationError) -> ExchangePreparation {
    enum Column: String, CaseIterable {
      case kernel, exchange, place, tokens, hiddenSize, microseconds, source
    }
    let fields = try Fields(row, keys: Column.self)
    return ExchangePreparation(
      kernel: try fields[.kernel].choice(of: ExchangePreparation.Kernel.self),
      exchange: try fields[.exchange].choice(of: ExpertExchange.self),
      place: try fields[.place].choice(of: ExchangePreparation.Place.self),
      tokens: try fields[.tokens].int(dimension),
      hiddenSize: try fields[.hiddenSize].int(dimension),
      seconds: try seconds(fields[.microseconds]), source: try fields[.source].text())
  }

  private static func shape(_ fields: Fields<Column>) throws(ConfigurationError) -> ExchangeShape {
    let perNode = try fields[.ranksPerNode].int(dimension)
    let ranks = try fields[.ranks].int(2...dimension.upperBound)
    let groups = try fields[.groups].int(1...ranks)
    let experts = Architecture.Experts(
      routed: try fields[.experts].int(ranks...dimension.upperBound), shared: 0,
      active: try fields[.active].int(1...1024), intermediateSize: 1, groups: groups,
      keptGroups: try fields[.keptGroups].int(1...groups))
    guard ranks <= perNode || ranks.isMultiple(of: perNode), experts.routed.isMultiple(of: ranks),
      experts.routed.isMultiple(of: groups),
      experts.active * groups <= experts.routed * experts.keptGroups
    else {
      throw fields[.experts].refusal(
        .inconsistent,
        expected: "a multiple of ranks \(ranks) and of groups \(groups), \(experts.active) or more "
          + "in \(experts.keptGroups) groups, on whole nodes of \(perNode) ranks")
    }
    return ExchangeShape(
      ranks: ranks, ranksPerNode: perNode, tokens: try fields[.tokens].int(dimension),
      hiddenSize: try fields[.hiddenSize].int(dimension), experts: experts)
  }

  private static func seconds(_ field: Field) throws(ConfigurationError) -> Double {
    1e-6 * (try positive(field))
  }
}
