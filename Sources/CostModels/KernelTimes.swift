import ClusterModels

/// How long one GPU's kernels take: by models of measured kernels where the calibration has them,
/// else by plain shares of the peaks.
struct KernelTimes: Sendable {
  private let rates: ComputeRates
  private let multiprocessors: Int
  /// Nil for the plain shares, as are the others.
  let products: ProductModel?
  let attention: AttentionModel?
  let memory: MemoryKernelModel?

  /// - Throws: `CostError`, as `ComputeRates`.
  init(_ workload: Workload) throws(CostError) {
    let accelerator = workload.cluster.accelerator
    rates = try ComputeRates(accelerator, precision: workload.precision)
    multiprocessors = accelerator.streamingMultiprocessors
    products = workload.calibration?.products(workload.kernels.products)
    attention = workload.calibration?.attention
    memory = workload.calibration?.memory
  }

  /// Seconds of a matrix product.
  ///
  /// - Parameters:
  ///   - product: In BF16 it runs at the plain share of the peak, but beside calibrated FP8 products
  ///     in whole waves of 128 x 128 tiles as they do.
  ///   - tokens: Of the GPU.
  ///   - busy: SMs that it runs on.
  /// - Returns: 0 for no FLOPs.
  func product(_ product: ProductCost, tokens: Double, busy: Int) -> Double {
    let flops = product.flopsPerToken * tokens
    guard let products, flops > 0 else {
      return rates.product(
        flops: flops, precision: product.precision, weightGradient: product.pass == .weight,
        share: share(busy))
    }
    let shape = product.shape(tokens: tokens)
    guard product.precision == .fp8 else {
      return rates.product(
        flops: shape.flopsInWaves(busy), precision: .bf16, share: share(busy))
    }
    return products.seconds(
      shape, isWeightGradient: product.pass == .weight, multiprocessors: busy)
  }

  /// Seconds of the attention core.
  func attention(flops: Double, backward: Bool, busy: Int) -> Double {
    attention?.seconds(flops: flops, isBackward: backward, multiprocessors: busy)
      ?? rates.attention(flops: flops, backward: backward, share: share(busy))
  }

  /// Seconds of memory-bound kernels, which some of the SMs are enough for.
  func memory(_ work: MemoryBoundWork, tokens: Double) -> Double {
    memory(bytes: work.bytesPerToken * tokens, work.access, launches: work.launches)
  }

  /// The same for bytes that do not go with tokens; 0 for none.
  func memory(
    bytes: Double, _ access: MemoryKernelMeasurement.Access, launches: Int = 1
  ) -> Double {
    guard bytes > 0 else { return 0 }
    return memory?.seconds(bytes: bytes, launches: launches, access)
      ?? rates.memory(bytes: bytes, access)
  }

  private func share(_ busy: Int) -> Double { Double(busy) / Double(multiprocessors) }
}

extension ProductShape {
  /// FLOPs that `busy` SMs could do in the time that they take for whole waves of 128 x 128 tiles.
  func flopsInWaves(_ busy: Int) -> Double {
    let side = 128
    let tiles = groups * ((m + side - 1) / side) * ((n + side - 1) / side)
    let waves = (tiles + busy - 1) / busy
    return 2 * Double(waves * busy) * Double(side * side) * Double(k)
  }
}
