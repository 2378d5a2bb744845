"""``python run.py`` starts the demo; ``python run.py --help`` lists every command."""

from bot.cli import main

if __name__ == "__main__":
    main()
