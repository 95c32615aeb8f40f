public import ClusterModels
internal import CostModels
internal import Quantities

/// Reads `configs/clusters/*.yaml`: nodes, links, fabric, and the GPU by its own file.
public enum ClusterFile {
  /// Reads a file; the accelerator that it names is looked for beside it.
  ///
  /// - Throws: `ConfigurationError` naming file, line, key, value and what would be accepted.
  public static func read(path: String) throws(ConfigurationError) -> Cluster {
    try read(ConfigurationText(contentsOf: path))
  }

  /// Reads the bytes of a file that need not exist; the accelerator lies beside `path`.
  ///
  /// - Throws: `ConfigurationError`, as ``read(path:)``.
  public static func read(bytes: [UInt8], path: String) throws(ConfigurationError) -> Cluster {
    try read(ConfigurationText(path: path, bytes: bytes))
  }

  private static func read(_ file: ConfigurationText) throws(ConfigurationError) -> Cluster {
    try read(file, fileExists: isFile(path:), accelerator: AcceleratorFile.read(path:))
  }

  enum Key: String, CaseIterable {
    case name, nodes, gpusPerNode, accelerator, nvlink, network, fabric, source
  }

  /// Reads a text; `accelerator` reads the file that it names.
  static func read(
    _ file: ConfigurationText, fileExists: (String) -> Bool,
    accelerator: (String) throws(ConfigurationError) -> Accelerator
  ) throws(ConfigurationError) -> Cluster {
    let fields = try Fields(Field(root: file), keys: Key.self)
    return Cluster(
      name: try fields[.name].text(),
      accelerator: try fields[.accelerator].referenced(
        expectedAccelerator, exists: fileExists, read: accelerator),
      nodes: try fields[.nodes].int(1...65_536),
      gpusPerNode: try fields[.gpusPerNode].int(1...1024),
      nvlink: try link(fields[.nvlink]), network: try link(fields[.network]),
      fabric: try fabric(fields[.fabric]), source: try fields[.source].text())
  }

  /// Fits the cost models to what the cluster's accelerator names as its measurements.
  ///
  /// - Returns: Nil where it names none.
  static func calibration(path: String) throws(ConfigurationError) -> Calibration? {
    let fields = try Fields(Field(root: ConfigurationText(contentsOf: path)), keys: Key.self)
    return try fields[.accelerator].referenced(
      expectedAccelerator, exists: fileExists(path:)
    ) { path throws(ConfigurationError) in
      try AcceleratorFile.calibration(ConfigurationText(contentsOf: path))
    }
  }

  private static let expectedAccelerator = "the path of an accelerator's YAML file"

  private static func link(_ field: Field) throws(ConfigurationError) -> Cluster.Link {
    enum Key: String, CaseIterable { case effectiveBandwidth, lineBandwidth, latency }
    let fields = try Fields(field, keys: Key.self)
    let rates = AcceleratorFile.linkRates
    let line = try fields.optional(.lineBandwidth)?.quantity(rates)
    let effective = try fields[.effectiveBandwidth].quantity(rates)
    if let line, effective > line {
      throw fields[.effectiveBandwidth].refusal(
        .inconsistent, expected: "at most lineBandwidth, \(line)")
    }
    return Cluster.Link(
      effectiveBandwidth: effective,
      latency: try fields[.latency].quantity(.zero...VirtualTime(seconds: 1)),
      lineBandwidth: line)
  }

  private static func fabric(_ field: Field) throws(ConfigurationError) -> Cluster.Fabric {
    enum Key: String, CaseIterable { case topology, layers, planes, switchPorts }
    let fields = try Fields(field, keys: Key.self)
    return Cluster.Fabric(
      topology: try fields[.topology].choice(of: Cluster.Fabric.Topology.self),
      layers: try fields[.layers].int(1...8), planes: try fields[.planes].int(1...1024),
      switchPorts: try fields[.switchPorts].int(2...65_536))
  }
}
