package io.conteur.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints a script that completes commands and options in bash and zsh. */
@Command(
        name = "completion",
        description = {
            "Prints a script by which bash and zsh complete commands and options with the tab key.",
            "Put the example into ~/.bashrc or ~/.zshrc, with the whole path to conteur."
        },
        footer = "  eval \"$(./conteur completion)\"")
final class CompletionCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.out.print(AutoComplete.bash("conteur", Conteur.commandLine()));
        return 0;
    }
}
