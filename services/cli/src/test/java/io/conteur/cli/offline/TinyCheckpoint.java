package io.conteur.cli.offline;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.tokenizer.Tokenizer;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.model.TokenizerParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;

/** A checkpoint folder of a model that has trained a few steps. */
final class TinyCheckpoint {
    static final int VOCABULARY = 60;

    private TinyCheckpoint() {}

    static Path in(Path folder) throws IOException {
        Path text = folder.resolve("text.txt");
        Files.write(text, Collections.nCopies(20, "the fox saw the owl <newline> and the moon"));
        Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
        try (Tokenizer tokenizer = tokenizer(checkpoint, text)) {
            int[] ids = tokenizer.encode("the fox saw the owl <newline> and the moon");
            Architecture architecture =
                    new Architecture(tokenizer.vocabularySize(), 32, 64, 2, 2, 64);
            TrainingOptions options = TrainingOptions.defaults(10, 2, Precision.FP32);
            List<Example> examples = List.of(new Example(ids, 1), new Example(ids, 2));
            try (Trainer trainer = Trainer.start(architecture, options, examples)) {
                for (int step = 0; step < 10; step++) {
                    trainer.step();
                }
                trainer.save(checkpoint);
            }
            CheckpointFolder.writeTokenIds(checkpoint, 2, 3, 0);
        }
        return checkpoint;
    }

    private static Tokenizer tokenizer(Path folder, Path text) throws IOException {
        TokenizerParameters defaults = TokenizerParameters.defaults(VOCABULARY);
        TokenizerParameters soft =
                new TokenizerParameters(
                        VOCABULARY,
                        defaults.specialIds(),
                        defaults.symbols(),
                        defaults.controlSymbols(),
                        1,
                        defaults.maxSentenceLength(),
                        defaults.maxPieceLength(),
                        defaults.split(),
                        false,
                        false,
                        defaults.sample());
        new TokenizerTrainer(soft, (stage, fraction) -> true).train(List.of(text)).saveTo(folder);
        return Tokenizer.load(folder.resolve(Tokenizer.MODEL_FILE));
    }
}
