package io.conteur.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands in the help; {@link Conteur} calls what it calls without asking picocli. */
@Command(name = "train", description = "Trains a SentencePiece BPE tokenizer on text files.")
final class TokenizerTrainCommand implements Callable<Integer> {
    @Unmatched private List<String> arguments = List.of();

    @Override
    public Integer call() {
        return TokenizerTraining.run(arguments);
    }
}
