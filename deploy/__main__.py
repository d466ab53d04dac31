"""`python -m deploy` is `linli`."""

from deploy.cli import main

if __name__ == "__main__":
    main()
