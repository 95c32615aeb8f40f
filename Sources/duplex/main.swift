import CostModels
import MPIRuntime
import PipelineSchedules
import Quantities
import RunConfigurations
import Simulation
import Timelines

let arguments = CommandLine.arguments
try MPIEnvironment.run { communicator in
  var scenario = try ScenarioFile.read(path: arguments[1])
  scenario.step.schedule = arguments.count > 2 ? arguments[2] : "dualpipe"
  if arguments.count > 3 { scenario.step.jitter = Double(arguments[3]) ?? 0 }
  let step = try TrainingStep(
    model: scenario.model, cluster: scenario.cluster, configuration: scenario.step)
  let clock = ContinuousClock()
  for _ in 0..<5 {
    let start = clock.now
    let result = try step.simulate(on: communicator)
    let took = clock.now - start
    if communicator.rank == 0 {
      print(result.step, result.operators, result.laneOperators, took)
      print(result.timeline.meanShares)
      print(result.timeline.meanActions)
    }
  }
}
