import ArgumentParser

/// The root of the command tree.
struct DuplexCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "duplex",
    abstract: "Simulates the training of large mixture-of-experts models, and trains small ones.",
    discussion: """
      Compare what one training step of DeepSeek-V3 on 2,048 H800 costs under each schedule:
        duplex compare configs/scenarios/deepseek-v3.yaml
      The same on two processes:
        ./launch/run 2 compare configs/scenarios/deepseek-v3.yaml
      Train a small DeepSeek-V3 under DualPipe on two processes:
        ./launch/run 2 train configs/training/mini.yaml

      Exit codes: 0 done, 64 usage, 65 bad input, 69 missing system part, 70 run failed.
      Shell completion: duplex --generate-completion-script bash (or zsh, fish).
      """,
    version: "0.1.0",
    subcommands: [
      CompareCommand.self, SimulateCommand.self, CostCommand.self, ScheduleCommand.self,
      ModelCommand.self, CalibrateCommand.self, ValidateCommand.self, RouteCommand.self,
      GemmCommand.self, TrainCommand.self, GenerateCommand.self,
    ])
}
