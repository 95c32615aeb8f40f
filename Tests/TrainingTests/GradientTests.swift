import LinearAlgebra
import Testing

@testable import Training

@Suite("The model's gradients")
struct GradientTests {
  /// The derivative of the step's loss when some weights move in a direction, by central differences
  /// in double precision.
  private func slope(
    _ reference: ReferenceLayers, _ model: TinyModel, _ directions: [String: [Double]]
  ) throws -> Double {
    let weights = reference.weights
    let step = 1e-5
    var ends: [Double] = []
    for sign in [1.0, -1.0] {
      for (name, direction) in directions {
        var moved = try reference.weight(name)
        for place in direction.indices { moved.values[place] += sign * step * direction[place] }
        reference.weights[name] = moved
      }
      ends.append(try loss(reference, model))
      reference.weights = weights
    }
    return (ends[0] - ends[1]) / (2 * step)
  }

  private func loss(_ reference: ReferenceLayers, _ model: TinyModel) throws -> Double {
    let sum = try model.microbatches.values.reduce(0.0) {
      $0 + (try reference.losses($1)).total(
        predictionWeight: model.configuration.predictionWeight)
    }
    return sum / Double(model.tokensOfStep)
  }

  /// Parameters that are moved together: the same weight of all experts of a layer.
  private func groups(_ worker: ModelWorker) -> [[Parameter]] {
    var groups: [[Parameter]] = []
    var places: [String: Int] = [:]
    for parameter in worker.parameters {
      let parts = parameter.name.split(separator: ".")
      let key = parts.indices.filter { $0 == 0 || parts[$0 - 1] != "experts" }
        .map { String(parts[$0]) }.joined(separator: ".")
      if let place = places[key] {
        groups[place].append(parameter)
      } else {
        places[key] = groups.count
        groups.append([parameter])
      }
    }
    return groups
  }

  @Test(
    "agree with central differences of the definition, in every weight of every kind of layer",
    arguments: TinyModel.Variant.allCases)
  func centralDifferences(variant: TinyModel.Variant) throws {
    let model = try TinyModel(variant)
    let worker = try model.worker()
    try worker.playStep()
    let reference = ReferenceLayers(worker, sequences: model.sequences, length: model.length)
    let expected = try loss(reference, model)
    let found =
      worker.loss.total(predictionWeight: model.configuration.predictionWeight)
      / Double(model.tokensOfStep)
    #expect((found - expected).magnitude < 1e-6 * expected)
    var random = SplitMix(seed: 7)
    for group in groups(worker) {
      var directions: [String: [Double]] = [:]
      var (found, square) = (0.0, 0.0)
      for parameter in group {
        let gradient = parameter.gradient.values.map { Double($0) }
        let direction = gradient.map { _ in Bool.random(using: &random) ? 1.0 : -1.0 }
        directions[parameter.name] = direction
        for place in gradient.indices {
          found += gradient[place] * direction[place]
          square += gradient[place] * gradient[place]
        }
      }
      let expected = try slope(reference, model, directions)
      #expect(square > 0, "\(group[0].name) has no gradient")
      #expect(
        (found - expected).magnitude <= 1e-5 * max(square.squareRoot(), 1e-3),
        "\(group[0].name): \(found), expected \(expected), of size \(square.squareRoot())")
    }
  }
}
