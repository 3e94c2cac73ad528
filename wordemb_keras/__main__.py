"""`python -m wordemb_keras ...` is `wordemb ...`."""

from wordemb_keras.cli import main

if __name__ == "__main__":
    main()
